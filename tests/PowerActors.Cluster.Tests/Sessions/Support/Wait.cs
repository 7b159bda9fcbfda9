namespace PowerActors.Cluster.Tests.Sessions.Support;

/// <summary>Waits for something that happens on other threads; the bound only keeps a broken test from hanging.</summary>
internal static class Wait
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    public static async Task Until(Func<bool> condition, string what, Action? meanwhile = null)
    {
        using PeriodicTimer look = new(TimeSpan.FromMilliseconds(5));
        using CancellationTokenSource hang = new(Hang);
        try
        {
            while (!condition())
            {
                meanwhile?.Invoke();
                await look.WaitForNextTickAsync(hang.Token);
            }
        }
        catch (OperationCanceledException exception)
        {
            throw new ShouldAssertException($"waited {Hang.TotalSeconds:0} s in vain until {what}", exception);
        }
    }
}
