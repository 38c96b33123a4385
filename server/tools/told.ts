/** What was written and acknowledged, against what subscribers were told of it. Values of one entity grow with every write. */
export type Told = {
  /** A value was acknowledged as written. */
  wrote(entity: number, value: number): void
  /** A subscriber was told a value, perhaps again. */
  heard(entity: number, value: number): void
  /** Acknowledged values that no subscriber was told. */
  missing(): readonly string[]
  /** Times that a value came for the first time, after a later one. */
  readonly outOfOrder: number
  /** Milliseconds from acknowledgement to the first telling, of entities that a test accepts. */
  delays(accepts: (entity: number) => boolean): readonly number[]
}

export function startTold(): Told {
  const written = new Map<string, number>()
  const told = new Map<string, number>()
  const highest = new Map<number, number>()
  let outOfOrder = 0
  const key = (entity: number, value: number) => `${entity} ${value}`
  return {
    wrote: (entity, value) => void written.set(key(entity, value), performance.now()),
    heard: (entity, value) => {
      if (told.has(key(entity, value))) return
      told.set(key(entity, value), performance.now())
      const before = highest.get(entity) ?? -1
      if (value < before) outOfOrder += 1
      else highest.set(entity, value)
    },
    missing: () => [...written.keys()].filter((one) => !told.has(one)),
    get outOfOrder() {
      return outOfOrder
    },
    delays: (accepts) =>
      [...written].flatMap(([one, at]) => {
        const heard = told.get(one)
        return heard === undefined || !accepts(Number(one.split(' ')[0])) ? [] : [Math.max(0, heard - at)]
      }),
  }
}
