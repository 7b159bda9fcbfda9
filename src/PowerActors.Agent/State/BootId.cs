namespace PowerActors.Agent.State;

/// <summary>Tells one boot of the machine from another, since a monotonic clock means nothing across them.</summary>
internal static class BootId
{
    private const string LinuxFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>The kernel's own name of this boot; empty where there is none.</summary>
    public static string Read()
    {
        try
        {
            return File.Exists(LinuxFile) ? File.ReadAllText(LinuxFile).Trim() : "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
