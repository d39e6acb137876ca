import type { ReactNode } from 'react'

const paths = {
  alert: 'M12 3.5 21.5 20h-19L12 3.5Zm0 6v5m0 2.6v.1',
  check: 'M4.5 12.5 10 18 19.5 7',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm5-1.5L20 20',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  next: 'M9.5 5.5 16 12l-6.5 6.5',
  close: 'm6 6 12 12M18 6 6 18',
  anchor: 'M12 8.2a2.4 2.4 0 1 0 0-4.7 2.4 2.4 0 0 0 0 4.7Zm0 0V21m-4-9h8M4 14c.5 4.5 4 7 8 7s7.500-2.500 8-7',
  vessel: 'M3 14.500h18l-2.500 5.500h-13L3 14.500Zm4-.2V9.500h7l3 5M9.500 9.500V5.500h3',
  chart: 'M3.500 6 9 4l6 2 5.500-2v14L15 20l-6-2-5.500 2V6ZM9 4v14m6-12v14',
  pilot: 'M4 16.500h16l-2 4H6l-2-4Zm4-.2V11h8v5M11 11V4l6 3-6 2.200',
  outbox: 'M4 13.500h4.500l1.500 2.500h4l1.500-2.500H20V20H4v-6.500Zm8-3.500V3.500m-3 2.700 3-2.700 3 2.700',
  fault: 'M13 2.500 5 13.500h6l-1 8 8-11h-6l1-8Z',
  timeline: 'M4 6.500h9M8 12h11M6 17.500h6',
  'cut-off':
    'M4 4l16 16M8.5 9.500A7 7 0 0 1 12 8.500c2 0 3.800.8 5.100 2.100M4.500 11a11 11 0 0 1 2.200-1.800m5.300-4.200c3.600 0 6.700 1.500 9 3.900M12 19v.1m-3.200-4.300a4.500 4.500 0 0 1 4.400-.9',
  watch: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.500 8.500c.6-4 3.600-6 7.500-6s6.900 2 7.500 6',
  sun: 'M12 16.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9Zm0-13.500v1.500m0 15V21m9-9h-1.500m-15 0H3m15.400-6.400-1 1M6.700 17.300l-1.100 1.100m12.800 0-1.100-1.100M6.700 6.700 5.600 5.600',
  moon: 'M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500Z',
} as const

/** The name of an icon. */
export type IconName = keyof typeof paths

/** A line icon in the colour and size of the text beside it; it says nothing of its own. */
export function Icon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}
