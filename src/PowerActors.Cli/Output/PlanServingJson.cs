using System.Text.Json;
using PowerActors.Cli.Commands;
using PowerActors.Core.Energy.Serving;

namespace PowerActors.Cli.Output;

/// <summary>A serving plan as one JSON object. What was not measured is null, and so is an answer that there is not.</summary>
internal static class PlanServingJson
{
    public static void Write(TextWriter to, PlanServingResult result) => Json.Write(to, writer => Write(writer, result));

    private static void Write(Utf8JsonWriter json, PlanServingResult result)
    {
        json.WriteStartObject();
        json.WriteString("profile", result.Arguments.Profile);
        json.WriteNumber("settings", result.Profile.Settings.Count);
        json.WriteNumber("margin", result.Arguments.Margin);
        WriteObjectives(json, result);
        if (result.Plan is { } plan)
            WritePlan(json, plan);
        json.WriteStartArray("loads");
        foreach (LoadRow row in result.OverLoads)
        {
            json.WriteStartObject();
            json.WriteNumber("tokensPerSecond", row.TokensPerSecond);
            WritePoint(json, "best", row.Best);
            WritePoint(json, "atHighestClock", row.AtHighestClock);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (result.Capacity.Count > 0)
            WriteCapacity(json, result);
        json.WriteStartArray("interpolationError");
        foreach (InterpolationError error in result.Errors)
        {
            json.WriteStartObject();
            json.WriteString("metric", Name(error.Metric));
            json.WriteNumber("points", error.Points);
            json.WriteFinite("mean", error.Mean);
            json.WriteFinite("median", error.Median);
            json.WriteFinite("largest", error.Largest);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteObjectives(Utf8JsonWriter json, PlanServingResult result)
    {
        json.WriteStartArray("objectives");
        foreach (ServingObjective objective in result.Objectives)
        {
            json.WriteStartObject();
            json.WriteString("metric", Name(objective.Asked));
            json.WriteFinite("limitMs", objective.Limit.TotalMilliseconds);
            json.WriteString("judgedBy", Name(objective.JudgedBy));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePlan(Utf8JsonWriter json, ServingPlan plan)
    {
        json.WriteNumber("tokensPerSecond", plan.Query.TokensPerSecond);
        json.WriteBoolean("feasible", plan.Best is not null);
        WritePoint(json, "best", plan.Best);
        WritePoint(json, "atHighestClock", plan.AtHighestClock);
        json.WriteFinite("saving", plan is { Best: { } best, AtHighestClock: { } highest } ? 1 - (best.Power / highest.Power) : double.NaN);
        WritePoint(json, "closest", plan.Closest?.Point);
        json.WriteFinite("closestFactor", plan.Closest?.Factor ?? double.NaN);
        json.WriteNumber("settingsNotMeasured", plan.NotMeasured);
        json.WriteStartArray("prices");
        foreach (ObjectivePrice price in plan.Prices)
        {
            json.WriteStartObject();
            json.WriteString("metric", Name(price.Objective.Asked));
            json.WriteFinite("valueMs", price.Value * 1e3);
            json.WriteFinite("costWatts", plan.Best!.Power.Value - price.Without.Value);
            json.WriteFinite("relaxedToMs", price.Relaxed?.Limit.TotalMilliseconds ?? double.NaN);
            WritePoint(json, "relaxed", price.Relaxed?.Point);
            WritePoint(json, "tightened", price.Tightened);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("candidates");
        foreach (OperatingPoint point in plan.Candidates)
        {
            json.WriteStartObject();
            json.WriteBoolean("meets", plan.Query.IsMetBy(point));
            WriteFields(json, point);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCapacity(Utf8JsonWriter json, PlanServingResult result)
    {
        json.WriteStartArray("capacity");
        foreach ((RequestClass? requests, double tokens, CapacityPlan? plan, CapacityPlan? highest) in result.Capacity)
        {
            json.WriteStartObject();
            json.WriteString("class", requests?.ToString());
            json.WriteNumber("tokensPerSecond", tokens);
            json.WriteBoolean("feasible", plan is not null);
            json.WriteString("server", result.Server?.Name);
            if (plan is not null)
            {
                json.WriteFinite("powerWatts", plan.Power.Value);
                json.WriteFinite("instancesWatts", plan.Instances.Value);
                json.WriteFinite("heldWatts", plan.Held.Value);
                json.WriteFinite("joulesPerToken", plan.PerToken.Value);
                json.WriteNumber("servers", plan.Servers);
                json.WriteNumber("idleGpus", plan.IdleGpus);
                json.WriteFinite("powerWattsAtHighestClocks", highest?.Power.Value ?? double.NaN);
                json.WriteStartArray("instances");
                foreach (InstanceGroup group in plan.Groups)
                {
                    json.WriteStartObject();
                    json.WriteNumber("count", group.Count);
                    WriteFields(json, group.Point);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePoint(Utf8JsonWriter json, string name, OperatingPoint? point)
    {
        if (point is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        WriteFields(json, point);
        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, OperatingPoint point)
    {
        ServingSetting setting = point.Setting;
        json.WriteString("gpu", setting.Gpu);
        json.WriteString("model", setting.Model);
        json.WriteNumber("clockMhz", setting.Clock.Value);
        json.WriteNumber("tensorParallel", setting.TensorParallel);
        json.WriteNumber("pipelineParallel", setting.PipelineParallel);
        if (setting.Batch > 0)
            json.WriteNumber("batch", setting.Batch);
        else
            json.WriteNull("batch");
        json.WriteNumber("tokensPerSecond", point.TokensPerSecond);
        json.WriteBoolean("measured", point.IsMeasured);
        json.WriteFinite("powerWatts", point.Power.Value);
        json.WriteFinite("joulesPerToken", point.PerToken.Value);
        for (ServingMetric metric = ServingMetric.TtftMean; metric <= ServingMetric.TbtP99; metric++)
            json.WriteFinite($"{Name(metric)}Ms", point[metric] * 1e3);
    }

    private static string Name(ServingMetric metric) => metric switch
    {
        ServingMetric.Power => "power",
        ServingMetric.TtftMean => "ttftMean",
        ServingMetric.TtftP90 => "ttftP90",
        ServingMetric.TtftP99 => "ttftP99",
        ServingMetric.TbtMean => "tbtMean",
        ServingMetric.TbtP90 => "tbtP90",
        _ => "tbtP99",
    };
}
