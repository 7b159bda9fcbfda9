namespace PowerActors.Simulation.Workload;

/// <summary>A load that can be replayed: every pass over it gives the same requests, so that a capped run and its uncapped twin can be compared request by request.</summary>
public interface IRequestLoad
{
    /// <summary>Starts a pass from the first request.</summary>
    IRequestCursor Open();
}

/// <summary>One pass over a load. Six weeks are millions of requests, so they are made one at a time and never stand in memory together.</summary>
public interface IRequestCursor
{
    /// <summary>Gives the next request; arrival times never fall from one to the next.</summary>
    /// <param name="request">The request, when there was one.</param>
    /// <returns>False at the end of the load.</returns>
    bool TryRead(out Request request);
}
