using System.Globalization;
using System.Text.Json;

namespace PowerActors.Devices.Redfish.Discovery;

/// <summary>Finds a value by a JSON pointer (RFC 6901). One word more: <see cref="Last"/> stands for the last element of a list.</summary>
internal static class JsonPointer
{
    /// <summary>The last element of a list, whatever its length.</summary>
    public const string Last = "last";

    /// <summary>The value; undefined where the pointer leads nowhere.</summary>
    public static JsonElement Find(JsonElement root, string pointer)
    {
        JsonElement at = root;
        foreach (string raw in pointer.Split('/').Skip(1))
        {
            string step = raw.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(step, out JsonElement member))
            {
                at = member;
                continue;
            }

            if (at.ValueKind != JsonValueKind.Array)
                return default;
            int length = at.GetArrayLength();
            int index = step == Last ? length - 1 : int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;
            if (index < 0 || index >= length)
                return default;
            at = at[index];
        }

        return at;
    }
}
