using PowerActors.Core.Input;
using PowerActors.Core.Settings;
using PowerActors.Core.Topology;
using PowerActors.Hocon;

namespace PowerActors.Cli.Settings;

/// <summary>From the HOCON reader's values and faults to those that every room knows.</summary>
internal static class HoconSettings
{
    public static SettingsNode ToNode(HoconValue value)
    {
        SourceLocation origin = ToLocation(value.Origin);
        switch (value)
        {
            case HoconObject members:
                var fields = new SettingsField[members.Count];
                for (int i = 0; i < fields.Length; i++)
                    fields[i] = new SettingsField(members[i].Key, ToNode(members[i].Value), ToLocation(members[i].KeyOrigin));
                return SettingsNode.Object(fields, origin);
            case HoconArray list:
                var items = new SettingsNode[list.Count];
                for (int i = 0; i < items.Length; i++)
                    items[i] = ToNode(list[i]);
                return SettingsNode.List(items, origin);
            case HoconNumber number:
                return SettingsNode.Value(number.Text, origin, isQuoted: false);
            case HoconBoolean flag:
                return SettingsNode.Value(flag.Value ? "true" : "false", origin, isQuoted: false);
            case HoconString text:
                return SettingsNode.Value(text.Value, origin);
            default:
                return SettingsNode.Null(origin);
        }
    }

    /// <summary>The place of a value. Options and environment variables are one line each, which is not worth telling.</summary>
    public static SourceLocation ToLocation(HoconOrigin origin)
    {
        if (string.IsNullOrEmpty(origin.Source))
            return SourceLocation.BuiltIn;
        return new SourceLocation(origin.Source, SettingsOverride.IsName(origin.Source) ? 0 : origin.Line);
    }

    public static InputException ToInputException(HoconException exception) => new([.. exception.Faults.Select(static fault => ToFault(fault))]);

    private static InputFault ToFault(HoconFault fault)
    {
        string source = fault.File ?? "settings";
        return new InputFault(source, SettingsOverride.IsName(source) ? 0 : fault.Line, fault.Message);
    }
}
