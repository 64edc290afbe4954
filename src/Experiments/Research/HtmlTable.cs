using System.Net;
using System.Text;

namespace Teleo.Experiments.Research;

/// <summary>Writes rows of text as an HTML table.</summary>
internal static class HtmlTable
{
    public static string Of(IEnumerable<string> names, IEnumerable<IEnumerable<string>> rows)
    {
        var html = new StringBuilder("<table><thead><tr>");
        foreach (string name in names) html.Append("<th>").Append(WebUtility.HtmlEncode(name)).Append("</th>");
        html.Append("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            html.Append("<tr>");
            foreach (string cell in row) html.Append("<td>").Append(WebUtility.HtmlEncode(cell)).Append("</td>");
            html.Append("</tr>");
        }

        return html.Append("</tbody></table>").ToString();
    }
}
