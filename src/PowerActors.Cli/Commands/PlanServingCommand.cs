using PowerActors.Cli.Output;
using PowerActors.Core.Energy.Serving;
using PowerActors.Core.Hardware;
using PowerActors.Core.Input;
using PowerActors.Core.Units;
using PowerActors.Simulation.Energy.Serving;

namespace PowerActors.Cli.Commands;

/// <summary>Everything that <c>plan serving</c> found out, for its table and its JSON.</summary>
internal sealed record PlanServingResult
{
    public required PlanServingArguments Arguments { get; init; }

    public required ServingProfile Profile { get; init; }

    public required IReadOnlyList<ServingObjective> Objectives { get; init; }

    /// <summary>For the load of one instance; null when none was asked for.</summary>
    public required ServingPlan? Plan { get; init; }

    public required IReadOnlyList<LoadRow> OverLoads { get; init; }

    public required IReadOnlyList<InterpolationError> Errors { get; init; }

    /// <summary>For each class of the mix, or for all requests alike (class null): the plan, and the same with every clock at its highest; null where nothing will do.</summary>
    public required IReadOnlyList<(RequestClass? Class, double TokensPerSecond, CapacityPlan? Plan, CapacityPlan? AtHighestClocks)> Capacity { get; init; }

    /// <summary>What instances stand in; null when no server is known, so that only the instances' own GPUs count.</summary>
    public required ServerModel? Server { get; init; }

    /// <summary>Whether there is a plan for everything that was asked for; where no load was, for any measured one.</summary>
    public bool IsAnswered => Plan is null && Capacity.Count == 0
        ? OverLoads.Any(static row => row.Best is not null)
        : Plan is null or { Best: not null } && Capacity.All(static part => part.Plan is not null);
}

/// <summary><c>poweractors plan serving</c>.</summary>
internal static class PlanServingCommand
{
    public static int Run(PlanServingArguments arguments, CommandIo io)
    {
        arguments.Report?.CheckPlace();
        ServingProfile profile = OneModel(ServingProfileFile.Read(arguments.Profile), arguments);
        CheckMix(profile, arguments);
        List<ServingObjective> objectives = Objectives(profile, arguments);
        ServingQuery query = new() { TokensPerSecond = arguments.Load ?? profile.Loads[0], Objectives = objectives, Margin = arguments.Margin, Mix = arguments.Mix };
        ServerModel? server = arguments.Server ?? Known(profile);
        PlanServingResult result = new()
        {
            Arguments = arguments,
            Profile = profile,
            Objectives = objectives,
            Plan = arguments.Load is null ? null : ServingPlanner.Plan(profile, query),
            OverLoads = ServingPlanner.OverLoads(profile, query, profile.Loads),
            Errors = InterpolationError.LeaveOneLoadOut(profile),
            Capacity = arguments.Capacity is { } capacity ? [.. Capacity(profile, query, capacity, server)] : [],
            Server = server,
        };
        if (arguments.Json)
            PlanServingJson.Write(io.Out, result);
        else
            PlanServingTable.Write(io.Out, result);
        arguments.Report?.Save(PlanServingPage.Compose(result, arguments.Report.Command));
        return result.IsAnswered ? ExitCode.Done : ExitCode.No;
    }

    private static ServingProfile OneModel(ServingProfile profile, PlanServingArguments arguments)
    {
        string[] models = [.. profile.Settings.Select(static curves => curves.Setting.Model).Distinct(StringComparer.Ordinal)];
        if (arguments.Model is not { } model)
        {
            return models.Length == 1
                ? profile
                : throw new InputException(arguments.Profile, 0, $"has {models.Length} models ({string.Join(", ", models)}); choose one with --model");
        }

        return profile.Where(m => string.Equals(m.Setting.Model, model, StringComparison.OrdinalIgnoreCase))
            ?? throw new InputException("--model", 0, $"is '{model}', which the profile does not have; it has {string.Join(", ", models)}");
    }

    private static void CheckMix(ServingProfile profile, PlanServingArguments arguments)
    {
        if (arguments.Mix is { } mix)
        {
            if (profile.Classes.Count == 0)
                throw new InputException("--mix", 0, $"names classes, but {arguments.Profile} does not tell them apart; add a column class (SS to LL) to it, or leave --mix out");
            string[] missing = [.. mix.Shares.Select(static share => share.Class).Except(profile.Classes).Select(static requests => requests.ToString())];
            if (missing.Length > 0)
                throw new InputException("--mix", 0, $"names {string.Join(", ", missing)}, not measured in {arguments.Profile}; it has {string.Join(", ", profile.Classes)}");
        }
        else if (profile.Classes.Count > 0)
        {
            throw new InputException("--mix", 0, $"is needed, since {arguments.Profile} tells classes of requests apart; write shares of {string.Join(", ", profile.Classes)}, such as {profile.Classes[0]}=100%");
        }
    }

    private static List<ServingObjective> Objectives(ServingProfile profile, PlanServingArguments arguments)
    {
        List<ServingObjective> objectives = [];
        List<InputFault> faults = [];
        foreach ((ServingMetric metric, TimeSpan limit) in arguments.Objectives)
        {
            if (ServingMetrics.StandIn(metric, profile.Has) is { } judge)
                objectives.Add(new ServingObjective(metric, limit, judge));
            else
                faults.Add(new InputFault(arguments.Profile, 0, $"has no column from which {ServingMetrics.NameOf(metric)} could be judged; add one, or leave that objective out"));
        }

        return faults.Count == 0 ? objectives : throw new InputException(faults);
    }

    private static ServerModel? Known(ServingProfile profile)
    {
        string[] gpus = [.. profile.Settings.Select(static curves => curves.Setting.Gpu).Distinct(StringComparer.OrdinalIgnoreCase)];
        return gpus.Length == 1 ? ServerCatalog.BuiltIn.Products.FirstOrDefault(server => server.Gpu.Name.Equals(gpus[0], StringComparison.OrdinalIgnoreCase)) : null;
    }

    /// <summary>Classes are served by instances of their own, as DynamoLLM's pools: each gets the setting that suits it.</summary>
    private static IEnumerable<(RequestClass?, double, CapacityPlan?, CapacityPlan?)> Capacity(ServingProfile profile, ServingQuery query, double load, ServerModel? server)
    {
        ServerShape shape = server is null ? new ServerShape(1, Watts.Zero, Watts.Zero) : new ServerShape(server.GpuCount, server.NonGpuIdle, server.Gpu.Idle);
        if (query.Mix is null)
        {
            yield return Part(profile, null, load);
            yield break;
        }

        foreach ((RequestClass requests, double share) in query.Mix.Shares)
            yield return Part(profile.Of(requests)!, requests, load * share);

        (RequestClass?, double, CapacityPlan?, CapacityPlan?) Part(ServingProfile part, RequestClass? requests, double tokens)
        {
            ServingQuery whole = query with { TokensPerSecond = tokens, Mix = null };
            if (tokens / part.Loads[^1] > CapacityPlanner.MostInstances)
                throw new InputException("--capacity", 0, $"takes more than {CapacityPlanner.MostInstances:#,0} instances; plan a part of it");
            return (requests, tokens, CapacityPlanner.Plan(part, whole, shape), CapacityPlanner.Plan(part.HighestClocksOnly(), whole, shape));
        }
    }
}
