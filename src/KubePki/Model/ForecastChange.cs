namespace KubePki.Model;

/// <summary>What becomes of a part of a node or cluster at a moment that was foretold.</summary>
public enum ForecastChange
{
    /// <summary>It stops working.</summary>
    Stops,

    /// <summary>It is broken already, and no moment of the time ahead changes that.</summary>
    Broken,

    /// <summary>It works again by itself.</summary>
    Heals,

    /// <summary>It gets a new certificate by itself, and never stops.</summary>
    Renews,

    /// <summary>Its time to get a new certificate by itself has passed without one.</summary>
    Misses,

    /// <summary>From here on a restart renews its certificates.</summary>
    Opens,
}
