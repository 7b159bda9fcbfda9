using System.CommandLine;
using System.Net.Sockets;
using System.Text;
using PowerActors.Agent.Hints;
using PowerActors.Core.Input;

namespace PowerActors.Cli.Commands;

/// <summary><c>poweractors hint</c>: says for a while, for a shell or by hand, that a process of this host is in a phase.</summary>
internal static class HintCommand
{
    public static Command Create(CommandIo io)
    {
        Argument<string> phase = new("phase") { Description = "The phase, as the agent's plan names it.", HelpName = "PHASE" };
        Option<string> socket = new("--socket") { Description = "The agent's socket (agent.hints.socket).", HelpName = "PATH", DefaultValueFactory = static _ => "/run/poweractors/hints.sock" };
        Option<string?> gpus = new("--gpus") { Description = "GPUs that the phase runs on, such as 0,1; all of the host's without it.", HelpName = "LIST" };
        Command hint = new("hint", """
            Tells the agent of this host that work is in a phase, until it is stopped: its clock is then set when that pays. Programs say it themselves, see docs/energy-dvfs.md.

            Example:
              poweractors hint decode --gpus 0,1 --socket /run/poweractors/hints.sock
            """);
        hint.Add(phase);
        hint.Add(socket);
        hint.Add(gpus);
        hint.SetAction(result => Run(result.GetValue(phase)!, result.GetValue(socket)!, result.GetValue(gpus), io));
        return hint;
    }

    private static int Run(string phase, string path, string? gpus, CommandIo io)
    {
        if (HintLine.Read($"phase {phase}", out _) != HintVerb.Phase)
            throw new InputException("phase", 0, $"is '{phase}'; 1 to {HintLine.LongestName} printable characters would be right");
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 5000 };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            string answer = Say(socket, $"hints {HintLine.Version}{(gpus is null ? "" : $" gpus={gpus}")}\n");
            if (!answer.StartsWith("ok", StringComparison.Ordinal))
                throw new InputException(path, 0, $"the agent answers: {answer}");
            Say(socket, $"phase {phase}\nping\n");
            bool isKnown = answer.Split(' ').Contains(phase, StringComparer.Ordinal);
            io.Error.WriteLine($"in {phase}{(isKnown ? "" : ", which the agent's plan does not name")} until stopped (the plan has {string.Join(", ", answer.Split(' ')[2..])})");
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw new InputException(path, 0, $"no agent answers there ({e.Message.TrimEnd('.')}); the value of agent.hints.socket would be right");
        }

        io.Cancellation.WaitHandle.WaitOne();
        return ExitCode.Done;
    }

    private static string Say(Socket socket, string text)
    {
        socket.Send(Encoding.ASCII.GetBytes(text));
        byte[] answer = new byte[4096];
        return Encoding.ASCII.GetString(answer, 0, socket.Receive(answer)).Trim();
    }
}
