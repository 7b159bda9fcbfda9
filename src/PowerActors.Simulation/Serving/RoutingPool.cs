using PowerActors.Core.Control;

namespace PowerActors.Simulation.Serving;

/// <summary>The servers among which a request is placed: those of its priority.</summary>
internal sealed class RoutingPool
{
    private readonly int[] _servers;
    private readonly TournamentTree _preferences;

    private RoutingPool(int[] servers)
    {
        _servers = servers;
        _preferences = new TournamentTree(servers.Length);
        for (int i = 0; i < servers.Length; i++)
            _preferences.Set(i, 0);
    }

    /// <summary>The server that a request should go to: the one with the least preference number, the lowest index among equals.</summary>
    public int Preferred => _servers[_preferences.Winner];

    /// <summary>Its number; <see cref="long.MaxValue"/> when no server has power.</summary>
    public long Least => _preferences.Least;

    public void Set(int place, long preference) => _preferences.Set(place, preference);

    /// <summary>Makes a pool for each priority, or one for both where only one is served.</summary>
    /// <returns>The pool of each priority, the pool of each server, and each server's place in it.</returns>
    public static (RoutingPool[] ByPriority, RoutingPool[] ByServer, int[] Places) For(IReadOnlyList<Priority> priorities)
    {
        RoutingPool[] byPriority = new RoutingPool[2];
        RoutingPool[] byServer = new RoutingPool[priorities.Count];
        int[] places = new int[priorities.Count];
        foreach (Priority priority in (ReadOnlySpan<Priority>)[Priority.Low, Priority.High])
        {
            int[] servers = [.. Enumerable.Range(0, priorities.Count).Where(i => priorities[i] == priority)];
            if (servers.Length == 0)
                continue;
            RoutingPool pool = byPriority[(int)priority] = new RoutingPool(servers);
            for (int i = 0; i < servers.Length; i++)
            {
                byServer[servers[i]] = pool;
                places[servers[i]] = i;
            }
        }

        byPriority[0] ??= byPriority[1];
        byPriority[1] ??= byPriority[0];
        return (byPriority, byServer, places);
    }
}
