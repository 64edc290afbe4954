using Teleo.Experiments.Shell;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Commands;

/// <summary>Tells wrong input as the command line tells every error.</summary>
internal static class InputErrors
{
    public static ExitCode Told(Func<ExitCode> body)
    {
        try
        {
            return body();
        }
        catch (InputException wrong)
        {
            throw CommandFailure.BadInput(wrong.Code, wrong.Message, wrong.File);
        }
    }
}
