/** The base of everything that holds resources: what it makes it owns, and it disposes what it owns. */

export interface Disposable {
  dispose(): unknown;
}

/** Owns disposables; disposes them last first, once. */
export class Owner implements Disposable {
  private readonly owned: Disposable[] = [];
  private disposed = false;

  /** Takes a thing over and returns it; disposes it at once when this is disposed already. */
  protected own<T extends Disposable>(thing: T): T {
    if (this.disposed) thing.dispose();
    else this.owned.push(thing);
    return thing;
  }

  protected get isDisposed(): boolean {
    return this.disposed;
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    for (const thing of this.owned.splice(0).reverse()) thing.dispose();
  }
}
