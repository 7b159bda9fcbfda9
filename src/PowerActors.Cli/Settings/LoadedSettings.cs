using PowerActors.Core.Input;
using PowerActors.Core.Settings;
using PowerActors.Hocon;

namespace PowerActors.Cli.Settings;

/// <summary>The settings in force.</summary>
/// <param name="Root">All of them, each with its origin.</param>
/// <param name="Document">The layers that they were resolved from.</param>
/// <param name="Faults">What was found wrong so far: keys that nothing reads. Readers of sections note theirs here too.</param>
internal sealed record LoadedSettings(SettingsNode Root, HoconDocument Document, SettingsFaults Faults)
{
    /// <summary>A reader of one section; its unknown keys are refused already when the reference has the section.</summary>
    public SettingsReader Section(string name) => new(Root.Find(name), name, Faults);

    /// <summary>Reads the site, and throws when anything in the settings is wrong.</summary>
    /// <exception cref="InputException">With all faults found so far, those of other sections included.</exception>
    public SiteSettings ReadSite()
    {
        SiteSettings? site = SiteSettings.Read(Root, Faults);
        Faults.ThrowIfAny();
        return site!;
    }
}
