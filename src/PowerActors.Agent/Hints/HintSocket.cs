using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace PowerActors.Agent.Hints;

/// <summary>Opens the Unix domain socket: permissions and group are set before anybody can connect.</summary>
internal static class HintSocket
{
    /// <summary>Opens it.</summary>
    /// <exception cref="IOException">It cannot be opened; the message says why in one line.</exception>
    public static Socket Open(HintOptions options)
    {
        RemoveStale(options.Socket);
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(options.Socket));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(options.Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                if (options.Group is { } group)
                    GiveTo(options.Socket, group);
                File.SetUnixFileMode(options.Socket, options.Mode);
            }

            socket.Listen(backlog: 16); // Until now nobody could connect.
            return socket;
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            socket.Dispose();
            throw new IOException($"{options.Socket} cannot be opened: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}", e);
        }
    }

    private static void RemoveStale(string path)
    {
        if (!File.Exists(path))
            return;
        using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused && IsSocket(path))
        {
            File.Delete(path);
            return;
        }
        catch (SocketException e)
        {
            throw new IOException($"{path} is there and is no socket of an agent; another path, or removing it, would be right", e);
        }

        throw new IOException($"{path} is in use by another agent");
    }

    // A plain file refuses a connection as a dead socket does, but can be opened.
    private static bool IsSocket(string path) => new FileInfo(path).Length == 0 && !CanOpen(path);

    private static bool CanOpen(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void GiveTo(string path, string group)
    {
        if (!TryFindGroup(group, out uint id))
            throw new IOException($"there is no group '{group}'");
        if (NativeMethods.LChown(path, uint.MaxValue, id) != 0)
            throw new IOException($"it cannot be given to group '{group}' ({Marshal.GetLastPInvokeErrorMessage()})");
    }

    private static bool TryFindGroup(string name, out uint id)
    {
        if (uint.TryParse(name, System.Globalization.CultureInfo.InvariantCulture, out id))
            return true;
        nint found = NativeMethods.GetGrNam(name);
        if (found == 0)
            return false;
        id = (uint)Marshal.ReadInt32(found, 2 * nint.Size); // struct group: name, password, number
        return true;
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "lchown", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int LChown([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint owner, uint group);

        [DllImport("libc", EntryPoint = "getgrnam", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern nint GetGrNam([MarshalAs(UnmanagedType.LPUTF8Str)] string name);
    }
}
