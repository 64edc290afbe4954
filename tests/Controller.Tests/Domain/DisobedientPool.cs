using Teleo.Controller.Domain;

namespace Teleo.Controller.Tests.Domain;

/// <summary>Obeys late, partly, twice, or not at all; throws before or after acting; fails loads; and now and then reports nonsense.</summary>
internal sealed class DisobedientPool(Catalog catalog, ResourceVector capacity, RandomStream chance) : PoolDouble(catalog, capacity, loaders: 2)
{
    private readonly Queue<ControlAction> _late = new();
    private SkillState[]? _lie;
    private RandomStream _chance = chance;

    /// <summary>How often, in all, it did not do as told.</summary>
    public int Disobeyed { get; private set; }

    public override PoolView Sense()
    {
        var honest = base.Sense();
        switch (_chance.NextInt(60))
        {
            case 0:
                throw new IOException("the plant cannot be read");
            case 1:
                return Lie(honest with { Revision = Revision - 5 });
            case 2:
                return Lie(honest with { Capacity = ResourceVector.Bytes(-1) });
            case 3:
                return Lie(honest with { Used = ResourceVector.Bytes(long.MaxValue), Reserved = ResourceVector.Bytes(long.MaxValue) });
            case 4:
                return Lie(honest with { Skills = Rows.AsSpan(1) });
            case 5 or 6:
                _lie = [.. Rows];
                Spoil(ref _lie[_chance.NextInt(_lie.Length)]);
                return Lie(honest with { Skills = _lie });
            default:
                return honest;
        }
    }

    public override CommandReceipt Apply(in Command command)
    {
        switch (_chance.NextInt(12))
        {
            case 0:
                Disobeyed++;
                throw new TimeoutException("no answer");
            case 1:
                base.Apply(command);
                Disobeyed++;
                throw new IOException("the answer was lost");
            case 2:
                Disobeyed++;
                return new(command.Id, CommandStatus.Accepted);   // and never does it
            case 3:
                _late.Enqueue(command.Action);
                Disobeyed++;
                return new(command.Id, CommandStatus.Accepted);
            case 4 when command.Action is ControlAction.Replace replace:
                foreach (int skill in replace.Outgoing) Unload(skill);
                Disobeyed++;
                return new(command.Id, CommandStatus.Accepted);   // the half of it
            case 5:
                Disobeyed++;
                return new(command.Id, (CommandStatus)_chance.NextInt((int)CommandStatus.Failed + 1));
            default:
                return base.Apply(command);
        }
    }

    /// <summary>Carries out one late command where it is still legal, as a careful plant would check.</summary>
    public void CatchUp()
    {
        if (!_late.TryDequeue(out var action)) return;
        bool legal = action switch
        {
            ControlAction.Activate a => CanCome(a.Skill) && (Used + Rows[a.Skill].Footprint).FitsWithin(Capacity),
            ControlAction.Deactivate d => Rows[d.Skill].IsResident && !Rows[d.Skill].IsProtected,
            _ => false,
        };
        if (legal) Obey(action);
    }

    protected override void Load(int skill)
    {
        base.Load(skill);
        if (_chance.NextInt(10) != 0) return;
        Disobeyed++;
        Rows[skill].Transition = Transition.None;
        Rows[skill].LoadFailures++;
        Rows[skill].RetryAtNs = NowNs + 3_000_000_000;
    }

    private bool CanCome(int skill) => Rows[skill] is { Lifecycle: Lifecycle.Verified, Transition: Transition.None };

    private PoolView Lie(PoolView view)
    {
        Disobeyed++;
        return view;
    }

    private void Spoil(ref SkillState row)
    {
        switch (_chance.NextInt(6))
        {
            case 0:
                row.LoadSeconds = double.NaN;
                break;
            case 1:
                row.LoadSeconds = double.PositiveInfinity;
                break;
            case 2:
                row.Footprint = ResourceVector.Bytes(-7);
                break;
            case 3:
                row.Queued = -3;
                break;
            case 4:
                row.Footprint = ResourceVector.Bytes(long.MaxValue);
                break;
            default:
                row.FootprintKind = ReadingKind.Unknown;
                break;
        }
    }
}
