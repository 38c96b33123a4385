/** The cells of one line of a table. */
export type Line = readonly string[]

/** A table for a terminal: the first column to the left, the others to the right. */
export function drawLines(head: Line, lines: readonly Line[]): string[] {
  const widths = head.map((title, i) => Math.max(widthOf(title), ...lines.map((line) => widthOf(line[i] ?? ''))))
  const draw = (cells: Line) =>
    cells
      .map((cell, i) => (i === 0 ? cell + pad(cell, widths[i]) : pad(cell, widths[i]) + cell))
      .join('  ')
      .trimEnd()
  return [draw(head), widths.map((width) => '─'.repeat(width)).join('──'), ...lines.map(draw)]
}

/** Columns on a terminal, where East Asian characters take two. */
const widthOf = (text: string) =>
  [...text].reduce((width, character) => width + (/[⺀-鿿가-힯豈-﫿︰-﹏＀-｠]/u.test(character) ? 2 : 1), 0)

const pad = (text: string, width = 0) => ' '.repeat(Math.max(0, width - widthOf(text)))
