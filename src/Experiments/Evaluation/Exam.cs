using System.Collections.Immutable;
using System.Text;
using Teleo.Engine.Adapters;
using Teleo.Engine.Generation;
using Teleo.Engine.Runtime;
using Teleo.Engine.Sampling;
using Teleo.Engine.Skills;
using Teleo.Engine.Tokenizers;

namespace Teleo.Experiments.Evaluation;

/// <summary>
/// Runs test items on a model file through the engine, in the same way as any user. Every item starts with an empty context and greedy
/// decoding, so the outcomes depend only on file and items, not on their order or the number of threads.
/// </summary>
/// <param name="adapterBase">The model file that an adapter is laid over; null where whole models are examined.</param>
public sealed class Exam(ImmutableArray<ExamItem> items, Determinism rules, TimeProvider clock, string? adapterBase = null)
{
    public ImmutableArray<ItemOutcome> Take(string path, int threads, Action? afterItem = null, CancellationToken cancellation = default)
    {
        var outcomes = new ItemOutcome[items.Length];
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, first =>
        {
            using var candidate = new Candidate(path, adapterBase, rules, clock);
            for (int i = first; i < items.Length; i += threads)
            {
                outcomes[i] = candidate.Ask(items[i], cancellation);
                cancellation.ThrowIfCancellationRequested();
                afterItem?.Invoke();
            }
        });
        return [.. outcomes];
    }

    private sealed class Candidate : IDisposable
    {
        private readonly ModelRuntime _runtime;
        private readonly Engine.Sessions.Session _session;
        private readonly ITokenizer _tokenizer;
        private readonly Determinism _rules;
        private readonly TimeProvider _clock;
        private readonly List<int> _prompt = [];
        private readonly LoraAdapter? _adapter;

        public Candidate(string path, string? adapterBase, Determinism rules, TimeProvider clock)
        {
            (_rules, _clock) = (rules, clock);
            _runtime = new ModelRuntime(new RuntimeOptions { MaxThreads = 1 }, clock);
            if (!_runtime.TryLoad(adapterBase ?? path, out var error)
                || !TokenizerFactory.TryCreate(_runtime.File.Vocabulary, out _tokenizer!, out error)
                || (adapterBase is not null && !_runtime.TryLoadAdapter(path, out _adapter, out error)))
            {
                _runtime.Dispose();
                throw new InvalidDataException($"{path}: {error}");
            }

            _session = _runtime.NewSession();
            _session.Use(_adapter);
        }

        public ItemOutcome Ask(ExamItem item, CancellationToken cancellation)
        {
            long began = _clock.GetTimestamp();
            _prompt.Clear();
            _tokenizer.Encode(Encoding.UTF8.GetBytes(item.Request + _rules.PromptSuffix), addSpecial: true, parseSpecial: false, _prompt);
            _session.Truncate(0);
            var answer = new Answer(_session, _tokenizer, new GenerationOptions { MaxTokens = _rules.MaxTokens }, _clock);
            answer.WholeAsync([.. _prompt], cancellation).GetAwaiter().GetResult();
            double confidence = Math.Exp(answer.Choices.Sum(choice => (double)choice.LogProbability));
            var kind = ItemOutcome.Compare(answer.Text, item.Answer, ended: answer.Stop == StopReason.Eos);
            return new(item, answer.Text, kind, confidence, answer.PromptTokens + answer.Choices.Count,
                _clock.GetElapsedTime(began).TotalMilliseconds);
        }

        public void Dispose()
        {
            _session.Dispose();
            _adapter?.Dispose();
            _runtime.Dispose();
        }
    }
}
