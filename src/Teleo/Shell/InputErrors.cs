using Teleo.Engine.Input;

namespace Teleo.Shell;

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
            throw CommandFailure.Of(wrong);
        }
    }

    public static async Task<ExitCode> ToldAsync(Func<Task<ExitCode>> body)
    {
        try
        {
            return await body();
        }
        catch (InputException wrong)
        {
            throw CommandFailure.Of(wrong);
        }
    }
}
