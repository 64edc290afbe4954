using Teleo.Server.Templates;

namespace Teleo.Server.Tests;

/// <summary>Chat templates as model files carry them write the conversation that the model knows; whatever else a file holds ends as a refusal.</summary>
public sealed class ChatTemplateTests
{
    private const string ChatMl =
        "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}"
        + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

    private const string Llama3 =
        "{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ "
        + "message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}"
        + "{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}";

    private const string Llama2 =
        "{%- if messages[0]['role'] == 'system' %}\n    {%- set system_message = messages[0]['content'] %}\n    {%- set loop_messages = messages[1:] %}\n"
        + "{%- else %}\n    {%- set loop_messages = messages %}\n{%- endif %}\n{{- bos_token }}\n{%- for message in loop_messages %}\n"
        + "    {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}\n        {{- raise_exception('roles must alternate') }}\n    {%- endif %}\n"
        + "    {%- if message.role == 'user' %}\n        {%- if loop.first and system_message is defined %}\n            {{- ' [INST] ' + system_message + '\\n\\n' + message.content + ' [/INST]' }}\n"
        + "        {%- else %}\n            {{- ' [INST] ' + message.content + ' [/INST]' }}\n        {%- endif %}\n    {%- else %}\n        {{- ' ' + message.content + eos_token }}\n"
        + "    {%- endif %}\n{%- endfor %}\n";

    private static readonly ChatTurn[] Talk = [new("system", "Be brief."), new("user", "Hello "), new("assistant", "Hi."), new("user", "Bye")];

    [Fact]
    public void The_format_of_ChatML_is_written() => Assert.Equal(
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHello <|im_end|>\n<|im_start|>assistant\nHi.<|im_end|>\n<|im_start|>user\nBye<|im_end|>\n<|im_start|>assistant\n",
        Render(ChatMl));

    [Fact]
    public void The_format_of_Llama_3_is_written() => Assert.Equal(
        "<s><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nHello<|eot_id|>"
        + "<|start_header_id|>assistant<|end_header_id|>\n\nHi.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nBye<|eot_id|>"
        + "<|start_header_id|>assistant<|end_header_id|>\n\n",
        Render(Llama3));

    [Fact]
    public void The_format_of_Mistral_is_written_and_its_own_refusal_is_told()
    {
        Assert.Equal("<s> [INST] Be brief.\n\nHello  [/INST] Hi.</s> [INST] Bye [/INST]", Render(Llama2));
        var refused = Assert.Throws<TemplateException>(() => ChatTemplate.Render(Llama2, [new("user", "a"), new("user", "b")], "<s>", "</s>"));
        Assert.Contains("roles must alternate", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ 1 + 2 * 3 }}", "7")]
    [InlineData("{{ 'a' if messages|length == 4 else 'b' }}", "a")]
    [InlineData("{{ messages[-1].content.upper() }}", "BYE")]
    [InlineData("{% for m in messages if %}", null)]
    [InlineData("{{ nobody is defined }}", "False")]
    [InlineData("{{ nobody | default('x') }}", "x")]
    [InlineData("{{ 'a,b'.split(',')[1] }}", "b")]
    [InlineData("{{ 'b' in 'abc' and 'x' not in 'abc' }}", "True")]
    [InlineData("{% set n = namespace(found=false) %}{% for m in messages %}{% if m.role == 'user' %}{% set n.found = true %}{% endif %}{% endfor %}{{ n.found }}", "True")]
    [InlineData("a {#- note -#} b", "ab")]
    [InlineData("  {% if true %}\nx\n  {% endif %}\ny", "x\ny")]
    [InlineData("{% macro f() %}{% endmacro %}", null)]
    [InlineData("{% include 'x' %}", null)]
    [InlineData("{{ messages.__class__.__mro__() }}", null)]
    [InlineData("{{ ''.format(1) }}", null)]
    [InlineData("{{ 1 // 0 }}", null)]
    [InlineData("{{ 'open }}", null)]
    [InlineData("{% if true %}", null)]
    [InlineData("{% endif %}", null)]
    [InlineData("{{ [1, 2", null)]
    public void Expressions_mean_what_they_say_or_are_refused(string template, string? expected)
    {
        if (expected is null) Assert.Throws<TemplateException>(() => Render(template));
        else Assert.Equal(expected, Render(template));
    }

    [Fact]
    public void No_template_can_hold_the_server()
    {
        string nested = string.Concat(Enumerable.Repeat("{% for m in messages %}", 30)) + "x" + string.Concat(Enumerable.Repeat("{% endfor %}", 30));
        Assert.Throws<TemplateException>(() => Render(nested));
        Assert.Throws<TemplateException>(() => Render(string.Concat(Enumerable.Repeat("{% if true %}", 5000))));
        Assert.Throws<TemplateException>(() => Render("{% if false %}" + string.Concat(Enumerable.Repeat("{% elif false %}", 5000)) + "{% endif %}"));
        Assert.Throws<TemplateException>(() => Render("{{ " + new string('(', 5000) + " }}"));
        Assert.Throws<TemplateException>(() => Render("{{ 1" + string.Concat(Enumerable.Repeat("+1", 5000)) + " }}"));
        string doubling = "{% set a = 'xxxxxxxx' %}" + string.Concat(Enumerable.Repeat("{% set a = a + a %}", 40)) + "{{ a }}";
        Assert.Throws<TemplateException>(() => Render(doubling));
        Assert.Throws<TemplateException>(() => Render(new string('x', 300_000)));
    }

    [Fact]
    public void Damaged_templates_are_rendered_or_refused_and_nothing_else()
    {
        string[] whole = [ChatMl, Llama3, Llama2];
        var chance = new Teleo.Controller.Domain.SeedTree(17).Stream("templates");
        const string Characters = "{}%#'\"|.()[]+-=ifor endt\\\n0<";
        int rendered = 0;
        for (int i = 0; i < 20_000; i++)
        {
            var text = new System.Text.StringBuilder(whole[chance.NextInt(3)]);
            for (int change = 1 + chance.NextInt(6); change > 0; change--)
            {
                int at = chance.NextInt(text.Length);
                switch (chance.NextInt(3))
                {
                    case 0:
                        text.Remove(at, Math.Min(text.Length - at, 1 + chance.NextInt(8)));
                        break;
                    case 1:
                        text.Insert(at, Characters[chance.NextInt(Characters.Length)]);
                        break;
                    default:
                        text[at] = Characters[chance.NextInt(Characters.Length)];
                        break;
                }
            }

            try
            {
                Render(text.ToString());
                rendered++;
            }
            catch (TemplateException)
            {
            }
        }

        Assert.InRange(rendered, 1_000, 19_000);
    }

    private static string Render(string template) => ChatTemplate.Render(template, Talk, "<s>", "</s>");
}
