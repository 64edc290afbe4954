namespace Teleo.Controller.Routing;

/// <summary>The mode in which the active skills that answer a task are used.</summary>
public enum RouteMode : byte
{
    /// <summary>The best one answers.</summary>
    Direct,

    /// <summary>The quickest answers first; while an answer is too uncertain, the next better one is asked.</summary>
    Cascade,

    /// <summary>Several answer and vote, each with the weight of its evidence.</summary>
    Committee,
}
