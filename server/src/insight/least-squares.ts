/** Sums from which linear least squares are solved: of products of signals, and of signals with the outcome. */
export type Moments = { readonly size: number; readonly products: Float64Array; readonly outcomes: Float64Array; count: number }

export function noMoments(size: number): Moments {
  return { size, products: new Float64Array(size * size), outcomes: new Float64Array(size), count: 0 }
}

export function addSample(moments: Moments, signals: Float64Array, outcome: number): void {
  const { size, products, outcomes } = moments
  moments.count++
  for (let row = 0; row < size; row++) {
    const signal = signals[row] as number
    outcomes[row] = (outcomes[row] as number) + signal * outcome
    for (let column = 0; column < size; column++)
      products[row * size + column] = (products[row * size + column] as number) + signal * (signals[column] as number)
  }
}

/**
 * Weights of the signals by least squares, drawn a little towards zero: each diagonal sum grows by `ridge` of itself.
 *
 * @returns zeros where there is nothing to learn from
 * @see Hoerl & Kennard (1970), Technometrics 12(1): ridge regression
 */
export function solve({ size, products, outcomes }: Moments, ridge: number): Float64Array {
  const matrix = products.slice()
  const weights = outcomes.slice()
  for (let i = 0; i < size; i++) matrix[i * size + i] = (matrix[i * size + i] as number) * (1 + ridge) + 1e-9
  // Gauss without pivoting: the matrix is positive definite, thanks to the ridge.
  for (let pivot = 0; pivot < size; pivot++) {
    for (let row = 0; row < size; row++) {
      if (row === pivot) continue
      const factor = (matrix[row * size + pivot] as number) / (matrix[pivot * size + pivot] as number)
      for (let column = pivot; column < size; column++)
        matrix[row * size + column] = (matrix[row * size + column] as number) - factor * (matrix[pivot * size + column] as number)
      weights[row] = (weights[row] as number) - factor * (weights[pivot] as number)
    }
  }
  return weights.map((weight, i) => weight / (matrix[i * size + i] as number))
}
