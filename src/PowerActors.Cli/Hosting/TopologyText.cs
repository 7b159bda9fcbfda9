using PowerActors.Cli.Output;
using PowerActors.Cli.Settings;
using PowerActors.Core.Input;
using PowerActors.Core.Settings;
using PowerActors.Hocon;

namespace PowerActors.Cli.Hosting;

/// <summary>Checks a topology that somebody sent as text. It may include nothing: a caller must not read this machine's files.</summary>
internal static class TopologyText
{
    public static (bool IsValid, string Json) Check(string text)
    {
        using StringWriter json = new();
        try
        {
            LoadedSettings settings = SettingsLoader.LoadText(text, "body");
            SiteSettings? site = SiteSettings.Read(settings.Root, settings.Faults);
            TopologyJson.Write(site, settings.Faults, json);
            return (settings.Faults.Count == 0, json.ToString());
        }
        catch (InputException e)
        {
            TopologyJson.WriteFaults(e.Faults, json);
        }
        catch (HoconException e)
        {
            TopologyJson.WriteFaults(HoconSettings.ToInputException(e).Faults, json);
        }

        return (false, json.ToString());
    }
}
