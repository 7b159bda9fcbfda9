using PowerActors.Core.Control.Steering;
using PowerActors.Core.Settings;

namespace PowerActors.Cli.Settings;

/// <summary>Which devices an agent has.</summary>
internal enum AgentDevices
{
    /// <summary>This machine's, through their driver.</summary>
    Nvml,

    /// <summary>Through baseboard controllers.</summary>
    Redfish,

    /// <summary>None at all.</summary>
    Simulated,
}

/// <summary>The section <c>agent</c>.</summary>
internal sealed record AgentSettings
{
    /// <summary>Control nodes, as http or https addresses.</summary>
    public IReadOnlyList<Uri> Control { get; init; } = [];

    /// <summary>Its devices.</summary>
    public AgentDevices Devices { get; init; }

    /// <summary>Path of the server; null for the one its credentials name.</summary>
    public string? Server { get; init; }

    /// <summary>Whether it sets anything.</summary>
    public ControlMode Mode { get; init; } = ControlMode.Enforce;

    /// <summary>A file that holds its token.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Where it keeps what survives its restart.</summary>
    public string? StateFile { get; init; }

    /// <summary>Whether caps are taken off on a clean stop.</summary>
    public bool RestoreOnStop { get; init; }

    /// <summary>How often devices are compared with what they were asked for.</summary>
    public TimeSpan Reconcile { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What the node's certificate must come from; null for what the system trusts.</summary>
    public string? Authority { get; init; }

    /// <summary>Its own certificate; null for none.</summary>
    public string? Certificate { get; init; }

    /// <summary>That certificate's key.</summary>
    public string? Key { get; init; }

    /// <summary>Reads the section and notes its faults.</summary>
    public static AgentSettings Read(SettingsReader reader)
    {
        SettingsReader tls = reader.Object("tls");
        List<Uri> control = [];
        foreach (SettingsNode item in reader.Items("control"))
        {
            string text = item.Text;
            if (ControlAddress.TryParse(text, out Uri? address, out string? problem))
                control.Add(address);
            else
                reader.Fault("control", problem);
        }

        if (control.Count == 0 && reader.Faults.Count == 0)
            reader.Fault("control", "names no control node; an address such as https://control-1:8480 would be right");
        return new AgentSettings
        {
            Control = control,
            Devices = reader.Word("devices", ("nvml", AgentDevices.Nvml), ("redfish", AgentDevices.Redfish), ("simulated", AgentDevices.Simulated)) ?? AgentDevices.Nvml,
            Server = reader.Text("server"),
            Mode = ControlSettings.ReadMode(reader) ?? ControlMode.Enforce,
            TokenFile = reader.Text("token-file"),
            StateFile = reader.Text("state-file"),
            RestoreOnStop = reader.Flag("restore-on-stop") ?? false,
            Reconcile = reader.Time("reconcile", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)) ?? TimeSpan.FromSeconds(10),
            Authority = tls.Text("authority"),
            Certificate = tls.Text("certificate"),
            Key = tls.Text("key"),
        };
    }
}
