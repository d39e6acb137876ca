/** The steps of a write at which the program may die. */
export const steps = [
  'before-add',
  'after-add',
  'before-lease',
  'after-lease',
  'before-send',
  'after-send',
  'before-ack',
  'after-ack',
] as const
