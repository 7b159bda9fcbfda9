using PowerActors.Core.Units;

namespace PowerActors.Core.Energy.Serving;

/// <summary>How one instance of a model is served: the knobs that a plan turns.</summary>
/// <param name="Gpu">GPU product.</param>
/// <param name="Model">Language model.</param>
/// <param name="Clock">Clock that the GPUs are locked to.</param>
/// <param name="TensorParallel">GPUs that share each layer, 1 or more.</param>
/// <param name="PipelineParallel">Groups of them, one after the other, 1 or more.</param>
/// <param name="Batch">Most requests in a batch, 1 or more; 0 where the profile does not say, because the server decides.</param>
public sealed record ServingSetting(string Gpu, string Model, Megahertz Clock, int TensorParallel, int PipelineParallel, int Batch = 0)
{
    /// <summary>GPUs of one instance.</summary>
    public int Gpus => TensorParallel * PipelineParallel;

    /// <summary>Everything but the clock is the same.</summary>
    public bool DiffersInClockOnly(ServingSetting other) => this == other with { Clock = Clock };

    /// <summary>Such as <c>1200 MHz TP4 PP2</c>, with <c>B32</c> behind where the batch is given.</summary>
    public override string ToString() => $"{Clock} TP{TensorParallel} PP{PipelineParallel}{(Batch > 0 ? $" B{Batch}" : "")}";
}
