// Pieces of Markdown.

export function raised(text) {
  return text[0].toUpperCase() + text.slice(1);
}

export function lowered(text) {
  return text[0].toLowerCase() + text.slice(1);
}

export function code(text) {
  return text === "" ? "" : `\`${text}\``;
}

export function table(titles, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replace(/\|/g, "\\|")).join(" | ")} |`;
  return [line(titles), line(titles.map(() => "---")), ...rows.map(line)].join("\n");
}
