/** Where holds of lanes are shared, so that what a server has said to one process holds for all that call it. */
export interface Holds {
  /** Tells the others that nothing may go to an origin for so long. */
  hold(origin: string, forMs: number): void
  /** Hears for how long nothing may go to an origin: what holds already, and what others are told. The answer ends it. */
  follow(origin: string, heard: (forMs: number) => void): () => void
}
