using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace PowerActors.Devices.Redfish.Client;

/// <summary>
/// Who we are to a service: a session with a token where the service has sessions, else basic authentication with every request. A session is made at the first request that needs it, anew
/// when the service has forgotten it, and deleted at the end, since controllers keep few.
/// </summary>
internal sealed class RedfishSession(RedfishEndpoint endpoint)
{
    private const int MostBusyLogins = 3;

    private readonly Lock _lock = new();
    private string? _token;
    private string? _location;
    private bool _isBasic;
    private int _busyLogins;

    /// <summary>Counts sessions and changes of mind; a request that was sent under an older one and got 401 needs no new login.</summary>
    public int Generation { get; private set; }

    /// <summary>True when requests can be sent as they are.</summary>
    public bool IsReady
    {
        get
        {
            lock (_lock)
                return endpoint.Credentials is null || _isBasic || _token is not null;
        }
    }

    /// <summary>True when the service has no sessions for us.</summary>
    public bool IsBasic
    {
        get
        {
            lock (_lock)
                return _isBasic;
        }
    }

    /// <summary>The session's own resource, to be deleted at the end; null when there is none.</summary>
    public string? Location
    {
        get
        {
            lock (_lock)
                return _location;
        }
    }

    /// <summary>Adds what the service knows us by.</summary>
    /// <returns>The generation that the request is sent under.</returns>
    public int Sign(HttpRequestMessage request)
    {
        lock (_lock)
        {
            if (_token is not null)
                request.Headers.TryAddWithoutValidation("X-Auth-Token", _token);
            else if (_isBasic && endpoint.Credentials is { } who)
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{who.User}:{who.Password}")));
            return Generation;
        }
    }

    /// <summary>Forgets the session that a request was sent under, unless another one took its place already.</summary>
    /// <returns>False when there is no other way to become known: the credentials are refused.</returns>
    public bool Forget(int generation)
    {
        lock (_lock)
        {
            if (generation != Generation)
                return true;
            if (endpoint.Credentials is null || _isBasic || _token is null)
                return false;
            _token = null;
            _location = null;
            Generation++;
            return true;
        }
    }

    /// <summary>The body of a login.</summary>
    public byte[] LoginBody()
    {
        RedfishCredentials who = endpoint.Credentials!;
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("UserName", who.User);
            writer.WriteString("Password", who.Password);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Takes the answer to a login. A service without sessions, or with none left, is used with basic authentication.</summary>
    /// <exception cref="RedfishException">The credentials are refused, or the answer is no login.</exception>
    public void OnLogin(HttpStatusCode status, string? token, string? location)
    {
        lock (_lock)
        {
            Generation++;
            if ((int)status is >= 200 and < 300 && !string.IsNullOrEmpty(token))
            {
                _token = token;
                _location = RedfishUri.TryResolve(endpoint.Url, location, out string? path) ? path : null;
                return;
            }

            if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                throw new RedfishException(RedfishFailure.Unauthorized, $"{endpoint}: the service refuses {endpoint.Credentials}");
            // Busy is not without sessions; but one that says so again may have none left for us.
            if ((int)status is 429 or >= 500 and not 501 && ++_busyLogins < MostBusyLogins)
                throw new RedfishException(RedfishFailure.Busy, $"{endpoint}: no session now ({(int)status})");
            _isBasic = true;
        }
    }

    /// <summary>The service names no place for sessions.</summary>
    public void UseBasic()
    {
        lock (_lock)
        {
            _isBasic = true;
            Generation++;
        }
    }
}
