import type { ComponentChildren } from 'preact'

export type Column<Row> = {
  readonly key: string
  readonly head: ComponentChildren
  readonly cell: (row: Row) => ComponentChildren
  /** Numbers stand at the end of their column. */
  readonly isNumber?: boolean
  /** The column that names the row. */
  readonly isName?: boolean
  readonly isCode?: boolean
  /** How the rows are ordered, where it is by this column. */
  readonly sorted?: 'ascending' | 'descending'
}

type Props<Row> = {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
}

/** A table that scrolls within itself, so that the page never does; reachable by keyboard. */
export function Table<Row>({ caption, columns, rows, rowKey }: Props<Row>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1).
    <section class="scroll" tabIndex={0} aria-label={caption}>
      <table>
        <caption>
          <span>{caption}</span>
        </caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" class={classOf(column)} aria-sort={column.sorted}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) =>
                column.isName ? (
                  <th key={column.key} scope="row" class={classOf(column)}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.key} class={classOf(column)}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function classOf<Row>(column: Column<Row>): string | undefined {
  if (column.isNumber) return 'end'
  return column.isCode ? 'code' : undefined
}
