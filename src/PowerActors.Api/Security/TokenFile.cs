using System.Security.Cryptography;
using System.Text;
using PowerActors.Core.Input;

namespace PowerActors.Api.Security;

/// <summary>Someone who has a token.</summary>
/// <param name="Name">Who, for the audit trail.</param>
/// <param name="Role">What the token is for.</param>
/// <param name="Servers">For agents: the paths of the servers it speaks for.</param>
public sealed record TokenHolder(string Name, Role Role, IReadOnlySet<string> Servers);

/// <summary>
/// The tokens that are known: a text file with a line for each, <c>NAME ROLE SHA256 [SERVER ...]</c>, and comments after <c>#</c>. It is read again when it has changed, so that a token is
/// withdrawn by deleting its line. Thread-safe.
/// </summary>
public sealed class TokenFile
{
    private const int HashLength = 64;
    private readonly string _path;
    private readonly Lock _gate = new();
    private (byte[] Hash, TokenHolder Holder)[] _tokens;
    private DateTime _readAt;

    private TokenFile(string path, (byte[], TokenHolder)[] tokens, DateTime readAt)
    {
        _path = path;
        _tokens = tokens;
        _readAt = readAt;
    }

    /// <summary>How many tokens there are.</summary>
    public int Count => _tokens.Length;

    /// <summary>What was wrong with the file when it was last read again; null when nothing was. Then the tokens before stay in force.</summary>
    public string? Problem { get; private set; }

    /// <summary>The file has changed and cannot be used; with why.</summary>
    public event Action<string>? Refused;

    /// <summary>Reads the file.</summary>
    /// <exception cref="InputException">It cannot be read, or lines of it cannot be understood.</exception>
    public static TokenFile Read(string path)
    {
        DateTime writtenAt = File.GetLastWriteTimeUtc(path);
        return new TokenFile(path, Parse(path), writtenAt);
    }

    /// <summary>The line that makes a token known.</summary>
    public static string LineOf(string token, TokenHolder holder) =>
        string.Join(' ', [holder.Name, Roles.NameOf(holder.Role), AccessToken.HashOf(token), .. holder.Servers.Order(StringComparer.Ordinal)]);

    /// <summary>Whose token it is; null for nobody's. Compares with every token in constant time, so that the time it takes says nothing.</summary>
    public TokenHolder? Find(string token)
    {
        Refresh();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        TokenHolder? found = null;
        foreach ((byte[] known, TokenHolder holder) in Volatile.Read(ref _tokens))
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash))
                found = holder;
        }

        return found;
    }

    private void Refresh()
    {
        DateTime writtenAt = File.GetLastWriteTimeUtc(_path);
        if (writtenAt == _readAt)
            return;
        lock (_gate)
        {
            if (writtenAt == _readAt)
                return;
            _readAt = writtenAt;
            try
            {
                Volatile.Write(ref _tokens, Parse(_path));
                Problem = null;
            }
            catch (InputException e)
            {
                Problem = e.Faults[0].ToString();
                Refused?.Invoke(Problem);
            }
        }
    }

    private static (byte[], TokenHolder)[] Parse(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, 0, $"cannot be read: {e.Message.ReplaceLineEndings(" ")}");
        }

        List<InputFault> faults = [];
        List<(byte[], TokenHolder)> tokens = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < lines.Length; i++)
        {
            string[] words = lines[i].Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
                continue;
            if (Problem(words, names) is { } problem)
            {
                faults.Add(new InputFault(path, i + 1, problem));
                continue;
            }

            Role role = Roles.TryParse(words[1], out Role known) ? known : Role.Viewer;
            tokens.Add((Convert.FromHexString(words[2]), new TokenHolder(words[0], role, words[3..].ToHashSet(StringComparer.Ordinal))));
        }

        return faults.Count == 0 ? [.. tokens] : throw new InputException(faults);

        static string? Problem(string[] words, HashSet<string> names)
        {
            if (words.Length < 3)
                return "has no name, role and hash; a line such as 'alice operator 9f86d0...' would be right (`poweractors token create` writes one)";
            if (!Roles.TryParse(words[1], out Role role))
                return $"has the role '{words[1]}'; viewer, operator, agent or scheduler would be right";
            if (words[2].Length != HashLength || !words[2].All(char.IsAsciiHexDigit))
                return "has no SHA-256 in hexadecimal as its third word; a token itself does not belong into the file";
            if (role == Role.Agent && words.Length == 3)
                return $"is an agent's without a server; the path of the server that {words[0]} speaks for would be right behind the hash";
            if (role != Role.Agent && words.Length > 3)
                return $"names servers for a {words[1]}; only an agent speaks for servers";
            return names.Add(words[0]) ? null : $"has the name '{words[0]}' for the second time; each token needs its own";
        }
    }
}
