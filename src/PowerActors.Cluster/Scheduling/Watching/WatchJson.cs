using System.Text;
using System.Text.Json;
using PowerActors.Core.Placement.Kubernetes;

namespace PowerActors.Cluster.Scheduling.Watching;

/// <summary>A page of a list.</summary>
/// <param name="Version">The version that the list is of: where a watch begins.</param>
/// <param name="Continue">What to ask for the next page with; empty on the last.</param>
internal readonly record struct ListPage(string Version, string Continue);

/// <summary>What a watch event is.</summary>
internal enum WatchEventKind
{
    /// <summary>There, or changed.</summary>
    Set,

    /// <summary>Gone.</summary>
    Removed,

    /// <summary>Only a version, so that a watch can go on from there.</summary>
    Bookmark,

    /// <summary>The version that was asked for is known no longer: everything is to be listed again.</summary>
    Gone,

    /// <summary>The server ends the watch for a reason that it says.</summary>
    Error,

    /// <summary>Of a kind that this program does not know.</summary>
    Unknown,
}

/// <summary>A watch event without its object.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Version">Version of its object; empty where it has none.</param>
/// <param name="Message">What the server says of an error.</param>
/// <param name="ObjectStart">Where its object begins, bytes into the event.</param>
/// <param name="ObjectLength">Bytes of its object.</param>
internal readonly record struct WatchEvent(WatchEventKind Kind, string Version, string Message, int ObjectStart, int ObjectLength);

/// <summary>Reads what the API server sends. An object that cannot be read costs that object, not the list.</summary>
internal static class WatchJson
{
    /// <summary>Reads a page of a list.</summary>
    /// <typeparam name="T">What is kept of an object.</typeparam>
    /// <param name="json">The page.</param>
    /// <param name="read">Reads an object.</param>
    /// <param name="items">Gets them.</param>
    /// <param name="unreadable">Hears what is wrong with those left out.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="MalformedObjectException">It is no list.</exception>
    public static ListPage ReadPage<T>(ReadOnlySpan<byte> json, WatchedKind<T>.Reading read, List<T> items, Action<string> unreadable)
        where T : class
    {
        Utf8JsonReader at = new(json, ClusterDocument.Options);
        at.Read();
        ListPage page = new("", "");
        if (!JsonFields.Begin(ref at, "a list"))
            throw new MalformedObjectException("the list", "is null");
        while (JsonFields.NextField(ref at))
        {
            if (JsonFields.Enter(ref at, "metadata"u8))
                page = ReadMetadata(ref at, page);
            else if (JsonFields.Enter(ref at, "items"u8))
                ReadItems(json, ref at, read, items, unreadable);
            else
                at.Skip();
        }

        return page;
    }

    /// <summary>Reads an event up to its object.</summary>
    /// <param name="json">The event.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="MalformedObjectException">It is no event.</exception>
    public static WatchEvent ReadEvent(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader at = new(json, ClusterDocument.Options);
        at.Read();
        string type = "";
        int start = 0;
        int length = 0;
        if (!JsonFields.Begin(ref at, "a watch event"))
            throw new MalformedObjectException("a watch event", "is null");
        while (JsonFields.NextField(ref at))
        {
            if (JsonFields.Enter(ref at, "type"u8))
            {
                type = JsonFields.Text(ref at, "type");
            }
            else if (JsonFields.Enter(ref at, "object"u8))
            {
                start = (int)at.TokenStartIndex;
                at.Skip();
                length = (int)at.BytesConsumed - start;
            }
            else
            {
                at.Skip();
            }
        }

        ReadOnlySpan<byte> of = json.Slice(start, length);
        (string version, int code, string message) = length == 0 ? ("", 0, "") : ReadStatus(of);
        WatchEventKind kind = type switch
        {
            "ADDED" or "MODIFIED" => WatchEventKind.Set,
            "DELETED" => WatchEventKind.Removed,
            "BOOKMARK" => WatchEventKind.Bookmark,
            "ERROR" when code == 410 => WatchEventKind.Gone,
            "ERROR" => WatchEventKind.Error,
            _ => WatchEventKind.Unknown,
        };
        return new WatchEvent(kind, version, kind == WatchEventKind.Unknown ? $"an event of the type '{type}'" : message, start, length);
    }

    private static ListPage ReadMetadata(ref Utf8JsonReader at, ListPage page)
    {
        if (!JsonFields.Begin(ref at, "an object"))
            return page;
        while (JsonFields.NextField(ref at))
        {
            if (JsonFields.Enter(ref at, "resourceVersion"u8))
                page = page with { Version = JsonFields.Text(ref at, "resourceVersion") };
            else if (JsonFields.Enter(ref at, "continue"u8))
                page = page with { Continue = JsonFields.Text(ref at, "continue", 16_384) };
            else
                at.Skip();
        }

        return page;
    }

    private static void ReadItems<T>(ReadOnlySpan<byte> json, ref Utf8JsonReader at, WatchedKind<T>.Reading read, List<T> items, Action<string> unreadable)
        where T : class
    {
        if (!JsonFields.BeginList(ref at, "a list"))
            return;
        while (JsonFields.NextItem(ref at))
        {
            int start = (int)at.TokenStartIndex;
            at.Skip();
            if (ReadObject(json[start..(int)at.BytesConsumed], read, unreadable) is { } item)
                items.Add(item);
        }
    }

    /// <summary>Reads an object; null where it cannot be read.</summary>
    public static T? ReadObject<T>(ReadOnlySpan<byte> json, WatchedKind<T>.Reading read, Action<string> unreadable)
        where T : class
    {
        try
        {
            Utf8JsonReader of = new(json, ClusterDocument.Options);
            of.Read();
            return read(ref of);
        }
        catch (MalformedObjectException e)
        {
            unreadable(e.Message);
            return null;
        }
        catch (InvalidOperationException e)
        {
            unreadable(e.Message); // a text that is no UTF-8
            return null;
        }
    }

    private static (string Version, int Code, string Message) ReadStatus(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader at = new(json, ClusterDocument.Options);
        at.Read();
        string version = "";
        int code = 0;
        string message = "";
        if (!JsonFields.Begin(ref at, "an object"))
            return (version, code, message);
        while (JsonFields.NextField(ref at))
        {
            if (JsonFields.Enter(ref at, "metadata"u8))
                version = ReadMetadata(ref at, new ListPage("", "")).Version;
            else if (JsonFields.Enter(ref at, "code"u8))
                code = JsonFields.Integer(ref at, "code") ?? 0;
            else if (JsonFields.Enter(ref at, "message"u8) && at.TokenType == JsonTokenType.String)
                message = Encoding.UTF8.GetString(at.ValueSpan[..Math.Min(at.ValueSpan.Length, 500)]);
            else
                at.Skip();
        }

        return (version, code, message);
    }
}
