/** A bar for a share between 0 and 1; the figure itself always stands beside it as text. */
export function Meter({ share, class: name = 'fill' }: { share: number; class?: string }) {
  const width = Math.round(Math.max(0, Math.min(1, share)) * 1000) / 10
  return (
    <svg
      class="meter"
      width="200"
      height="16"
      stroke="currentColor"
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <rect class="bed" width="100" height="8" rx="1" fill="none" />
      <rect class={name} width={width} height="8" rx="1" />
    </svg>
  )
}
