/** Values that try to end the text they are in, each with what may be read back. */
export const hostile: readonly (readonly [given: string, read: string])[] = [
  ['"} 1\nevil_total{a="', '"} 1\nevil_total{a="'],
  ['back\\slash\\', 'back\\slash\\'],
  ['\\n is no line feed', '\\n is no line feed'],
  ['# TYPE x counter\n', '# TYPE x counter\n'],
  ['\r\n\u2028\u0085ends', '\ufffd\n\ufffd\ufffdends'],
  ['nothing\0after', 'nothing\ufffdafter'],
  ['\u001b[31mred', '\ufffd[31mred'],
  ['half \ud83d', 'half \ufffd'],
  ['ship 🚢', 'ship 🚢'],
  ['# EOF', '# EOF'],
]
