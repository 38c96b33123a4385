/** Keys with a value each, given out smallest key first: no more of them is sorted than is asked for, and nothing is allocated. */
export type Queue = {
  readonly keys: Float64Array
  readonly values: Float64Array
  size: number
}

export function createQueue(most: number): Queue {
  return { keys: new Float64Array(most), values: new Float64Array(most), size: 0 }
}

/** Orders the first `size` entries, after they were written in any order. @see Floyd (1964), CACM 7(12), algorithm 245 */
export function order(queue: Queue): void {
  for (let i = (queue.size >> 1) - 1; i >= 0; i--) sink(queue, i)
}

/** Takes the smallest out; it then stands at `keys[size]` and `values[size]`. */
export function take(queue: Queue): void {
  const { keys, values } = queue
  const last = queue.size - 1
  const key = keys[0] as number
  const value = values[0] as number
  keys[0] = keys[last] as number
  values[0] = values[last] as number
  keys[last] = key
  values[last] = value
  queue.size = last
  sink(queue, 0)
}

function sink({ keys, values, size }: Queue, from: number): void {
  const key = keys[from] as number
  const value = values[from] as number
  let at = from
  for (let child = 2 * at + 1; child < size; child = 2 * at + 1) {
    if (child + 1 < size && (keys[child + 1] as number) < (keys[child] as number)) child++
    if ((keys[child] as number) >= key) break
    keys[at] = keys[child] as number
    values[at] = values[child] as number
    at = child
  }
  keys[at] = key
  values[at] = value
}
