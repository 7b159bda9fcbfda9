using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace PowerActors.Hocon.Configuration;

/// <summary>
/// Maps a resolved document to configuration keys: fields by name, list elements by index, joined with <c>:</c>. As the JSON provider of
/// .NET does, null and the empty object give a key without value, the empty list a key with the empty text. Keys that differ only in case
/// are one key to <c>IConfiguration</c>; the later one wins.
/// </summary>
internal static class HoconFlattening
{
    public static void Flatten(HoconObject root, IDictionary<string, string?> data, IDictionary<string, HoconOrigin> origins) =>
        new Walk(data, origins).Visit(root, "");

    private readonly struct Walk(IDictionary<string, string?> data, IDictionary<string, HoconOrigin> origins)
    {
        public void Visit(HoconValue value, string key)
        {
            switch (value)
            {
                case HoconObject { Count: > 0 } fields:
                    for (int i = 0; i < fields.Count; i++)
                        Visit(fields[i].Value, Join(key, fields[i].Key));
                    break;
                case HoconArray { Count: > 0 } items:
                    for (int i = 0; i < items.Count; i++)
                        Visit(items[i], Join(key, i.ToString(CultureInfo.InvariantCulture)));
                    break;
                default:
                    if (key.Length == 0)
                        break;
                    data[key] = value switch
                    {
                        HoconArray => "",
                        HoconObject or HoconNull => null,
                        _ => value.ConcatText,
                    };
                    origins[key] = value.Origin;
                    break;
            }
        }

        private static string Join(string prefix, string key) =>
            prefix.Length == 0 ? key : string.Concat(prefix, ConfigurationPath.KeyDelimiter, key);
    }
}
