/** Formulas as MathML, which browsers draw and screen readers read, from terms that can be read in the code, too. */
import type { VNode } from 'preact'

/** `A_s` is A with the index s; a sum runs over its index. */
export type Term =
  | string
  | { readonly sum: string }
  | { readonly over: readonly [top: readonly Term[], bottom: readonly Term[]] }
  | { readonly power: readonly [base: readonly Term[], exponent: readonly Term[]] }

/** Scrolls within itself where the screen is narrow, and is reachable by keyboard for that. */
export function Formula({ label, terms }: { label: string; terms: readonly Term[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1).
    <section class="formula" tabIndex={0} aria-label={label}>
      <math display="block">
        <Row terms={terms} />
      </math>
    </section>
  )
}

function Row({ terms }: { terms: readonly Term[] }) {
  return <mrow>{terms.map((term, i) => draw(term, i))}</mrow>
}

function draw(term: Term, key: number): VNode {
  if (typeof term === 'string') return drawWord(term, key)
  if ('sum' in term)
    return (
      <munder key={key}>
        <mo>{'∑'}</mo>
        <Row terms={term.sum.split(' ')} />
      </munder>
    )
  if ('over' in term)
    return (
      <mfrac key={key}>
        <Row terms={term.over[0]} />
        <Row terms={term.over[1]} />
      </mfrac>
    )
  return (
    <msup key={key}>
      <Row terms={term.power[0]} />
      <Row terms={term.power[1]} />
    </msup>
  )
}

function drawWord(word: string, key: number): VNode {
  const [base = '', index] = word.split('_')
  if (index !== undefined)
    return (
      <msub key={key}>
        <mi>{base}</mi>
        <mi>{index}</mi>
      </msub>
    )
  if (/^[\d.]+$/.test(word)) return <mn key={key}>{word}</mn>
  return /^\p{L}/u.test(word) ? <mi key={key}>{word}</mi> : <mo key={key}>{word}</mo>
}
