using System.Diagnostics.CodeAnalysis;

namespace PowerActors.Core.Hardware;

/// <summary>
/// Products by name: the built-in ones and those that settings add. Names compare without regard to case. Immutable: adding answers a new catalogue.
/// </summary>
/// <typeparam name="T">What is fixed for a product.</typeparam>
public sealed class ProductCatalog<T>
    where T : class
{
    private readonly Dictionary<string, T> _byName;
    private readonly List<(string Name, T Product)> _products;

    internal ProductCatalog(IEnumerable<(string Name, T Product)> products, IEnumerable<(string Alias, string Name)> aliases)
    {
        _products = [.. products];
        _byName = new Dictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, T product) in _products)
            _byName[name] = product;
        foreach ((string alias, string name) in aliases)
            _byName[alias] = _byName[name];
    }

    private ProductCatalog(Dictionary<string, T> byName, List<(string Name, T Product)> products)
    {
        _byName = byName;
        _products = products;
    }

    /// <summary>Full names in the order in which they were added; aliases are left out.</summary>
    public IEnumerable<string> Names => _products.Select(p => p.Name);

    /// <summary>All products in the order in which they were added.</summary>
    public IEnumerable<T> Products => _products.Select(p => p.Product);

    /// <summary>Finds a product by its name or an alias.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out T? product) => _byName.TryGetValue(name, out product);

    /// <summary>Finds a product by its name or an alias, or says in one line what would be right.</summary>
    /// <param name="name">Name or alias.</param>
    /// <param name="product">The product, when found.</param>
    /// <param name="problem">What is wrong and which names are known, when not found.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out T? product, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (_byName.TryGetValue(name, out product))
            return true;
        string? near = Nearest(name);
        problem = near is null
            ? $"unknown product '{name}'; known are {string.Join(", ", Names)}"
            : $"unknown product '{name}'; did you mean '{near}'? Known are {string.Join(", ", Names)}";
        return false;
    }

    /// <summary>
    /// The known name or alias that takes the fewest edits to become <paramref name="name"/>, or null when none takes at most half of the name's length (and
    /// never more than four).
    /// </summary>
    public string? Nearest(string name)
    {
        string? best = null;
        int least = Math.Min(4, Math.Max(1, name.Length / 2)) + 1;
        foreach (string known in _byName.Keys)
        {
            int edits = Edits(name, known);
            if (edits < least)
            {
                least = edits;
                best = known;
            }
        }

        return best;
    }

    /// <summary>This catalogue with one product more, or with another product under a name that it has.</summary>
    /// <param name="name">Full name.</param>
    /// <param name="product">The product.</param>
    public ProductCatalog<T> With(string name, T product)
    {
        var byName = new Dictionary<string, T>(_byName, StringComparer.OrdinalIgnoreCase) { [name] = product };
        List<(string Name, T Product)> products = [.. _products.Where(p => !string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase)), (name, product)];
        return new ProductCatalog<T>(byName, products);
    }

    // Levenshtein distance, without regard to case.
    private static int Edits(string a, string b)
    {
        int[] row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
            row[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = diagonal + (char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replace, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
