/** A number by name, of the names that came last; older ones are forgotten, so that no file can fill the memory. */
export function rememberLast(most: number) {
  const known = new Map<string, number>()
  return {
    get: (name: string): number | undefined => known.get(name),
    set: (name: string, value: number): void => {
      known.delete(name)
      known.set(name, value)
      if (known.size > most) known.delete(known.keys().next().value as string)
    },
  }
}
