import loadHighs, { type ModelData } from 'highs'
import type { Watch } from './locate-watch.ts'

/** A linear program with whole variables, least first: rows of coefficients over columns. */
export type Program = {
  readonly costs: Float64Array
  readonly upper: Float64Array
  readonly whole: Uint8Array
  readonly rows: readonly ProgramRow[]
}

/** The sum of coefficient × column is at least `least` and at most `most`. */
export type ProgramRow = {
  readonly columns: readonly number[]
  readonly values: readonly number[]
  readonly least: number
  readonly most: number
}

export type ProgramAnswer =
  | { readonly state: 'impossible' }
  | {
      readonly state: 'optimal' | 'stopped'
      /** Missing where none was found. */
      readonly values?: Float64Array
      readonly objective?: number
      /** No solution is below. */
      readonly bound: number
    }

export type ProgramWatch = Pick<Watch, 'isOver'> & {
  /** Hears of the best value and of the bound now and then. @returns true when that is enough */
  readonly onProgress?: (objective: number, bound: number) => boolean
  /** Hears of each solution that is better than all before. */
  readonly onSolution?: (values: Float64Array) => void
  /** A solution to begin with. */
  readonly start?: Float64Array
}

/**
 * Solves a mixed-integer program with HiGHS, to a relative gap of 1e-7.
 *
 * @see Huangfu & Hall (2018), Mathematical Programming Computation 10(1): HiGHS
 */
export async function solveProgram(
  program: Program,
  { isOver, onProgress, onSolution, start }: ProgramWatch,
): Promise<ProgramAnswer> {
  const highs = await load()
  return highs.withModel(toModel(program, highs.infinity), (model): ProgramAnswer => {
    model.options.set({ output_flag: false, mip_rel_gap: 1e-7, mip_abs_gap: 1e-7, mip_feasibility_tolerance: 1e-7 })
    if (start !== undefined) model.setSolution({ colValue: start })
    const { callbackType, modelStatus } = highs.constants
    model.run({
      [callbackType.mipInterrupt]: (event) => {
        const { mip_primal_bound: objective, mip_dual_bound: bound } = event.data
        const isEnough = objective !== undefined && bound !== undefined && onProgress?.(objective, bound) === true
        if (isEnough || isOver()) event.interrupt()
      },
      ...(onSolution && {
        [callbackType.mipImprovingSolution]: ({ data }) => {
          if (data.mip_solution !== undefined) onSolution(data.mip_solution)
        },
      }),
      [callbackType.simplexInterrupt]: (event) => {
        if (isOver()) event.interrupt()
      },
    })
    const status = model.getModelStatus()
    if (status === modelStatus.infeasible) return { state: 'impossible' }
    const isMip = program.whole.some((each) => each === 1)
    const isOptimal = status === modelStatus.optimal
    const hasValues = Number(model.info.get('primal_solution_status')) === 2
    const bound = isMip
      ? Number(model.info.get('mip_dual_bound'))
      : isOptimal
        ? model.getObjectiveValue()
        : Number.NEGATIVE_INFINITY
    return {
      state: isOptimal ? 'optimal' : 'stopped',
      bound,
      ...(hasValues && { values: Float64Array.from(model.getSolution().colValue), objective: model.getObjectiveValue() }),
    }
  })
}

/** The package's types are those of its CommonJS twin, whose default export is one step further in. */
const open = loadHighs as unknown as typeof loadHighs.default
let loading: ReturnType<typeof open> | undefined

/** Compiled once a process. */
function load(): ReturnType<typeof open> {
  loading ??= open()
  return loading
}

function toModel({ costs, upper, whole, rows }: Program, infinity: number): ModelData {
  const count = rows.reduce((sum, { columns }) => sum + columns.length, 0)
  const starts = new Int32Array(rows.length + 1)
  const indices = new Int32Array(count)
  const values = new Float64Array(count)
  rows.forEach((row, r) => {
    indices.set(row.columns, starts[r])
    values.set(row.values, starts[r])
    starts[r + 1] = (starts[r] as number) + row.columns.length
  })
  const orInfinite = (value: number) => (Number.isFinite(value) ? value : value > 0 ? infinity : -infinity)
  return {
    numCols: costs.length,
    numRows: rows.length,
    colCost: costs,
    colLower: new Float64Array(costs.length),
    colUpper: upper.map(orInfinite),
    rowLower: Float64Array.from(rows, ({ least }) => orInfinite(least)),
    rowUpper: Float64Array.from(rows, ({ most }) => orInfinite(most)),
    integrality: Int32Array.from(whole),
    matrix: { format: 'csr', numRows: rows.length, numCols: costs.length, starts, indices, values },
  }
}
