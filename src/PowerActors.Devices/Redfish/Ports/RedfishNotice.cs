namespace PowerActors.Devices.Redfish.Ports;

/// <summary>What an operator should hear of.</summary>
public enum RedfishNoticeKind
{
    /// <summary>A service stopped answering, or answers again.</summary>
    Service,

    /// <summary>A reading is nonsense, or cannot be had.</summary>
    Reading,

    /// <summary>A command was refused or could not be delivered.</summary>
    Command,

    /// <summary>A limit is looser than what was asked for: somebody else changed it, or it was lost. It is being set again.</summary>
    Drift,
}

/// <summary>Something that an operator should hear of, once per change.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Resource">The service, or the service and the resource.</param>
/// <param name="Message">What happened, in one line; never holds credentials.</param>
public readonly record struct RedfishNotice(RedfishNoticeKind Kind, string Resource, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Resource}: {Message}";
}
