/** Ten people in a row, as many of them filled as the share says; the figure itself always stands beside it as text. */
const ten = Array.from({ length: 10 }, (_, i) => i)

export function TenPeople({ share, id, class: name }: { share: number; id: string; class: string }) {
  const width = Math.round(Math.max(0, Math.min(1, share)) * 2000) / 10
  return (
    <svg class="ten" width="200" height="40" viewBox="0 0 200 40" aria-hidden="true" focusable="false">
      <clipPath id={`ten-${id}`}>
        <rect width={width} height="40" />
      </clipPath>
      <path class="bed" d={ten.map(person).join('')} />
      <path class={name} clip-path={`url(#ten-${id})`} d={ten.map(person).join('')} />
    </svg>
  )
}

const person = (i: number) => `M${i * 20 + 10} 4a5 5 0 1 1-.01 0zM${i * 20 + 4} 24a6 8 0 0 1 12 0v6h-2v8h-8v-8h-2z`
