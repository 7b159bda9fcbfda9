namespace PowerActors.Hocon.Configuration;

/// <summary>A configuration provider that knows where each of its values was written.</summary>
public interface IHoconOriginProvider
{
    /// <summary>Where the value of a key was written.</summary>
    /// <param name="key">The configuration key, its parts separated by <c>:</c>; case does not matter.</param>
    /// <param name="origin">The place, where the provider has the key.</param>
    /// <returns>Whether the provider has the key.</returns>
    bool TryGetOrigin(string key, out HoconOrigin origin);
}
