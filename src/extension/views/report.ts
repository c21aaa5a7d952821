/** A text of Pupil's as a read-only document. */
import { EventEmitter, Uri, window, workspace } from "vscode";
import { Owner } from "../dispose";

const SCHEME = "pupil-report";

/** Serves one text, which replaces the one before. */
export class Report extends Owner {
  private readonly changed = this.own(new EventEmitter<Uri>());
  private text = "";

  constructor(private readonly name: string) {
    super();
    this.own(
      workspace.registerTextDocumentContentProvider(SCHEME, {
        onDidChange: this.changed.event,
        provideTextDocumentContent: () => this.text,
      }),
    );
  }

  /** Shows the text in an editor that cannot write. */
  async show(text: string): Promise<void> {
    const uri = Uri.from({ scheme: SCHEME, path: this.name });
    this.text = text;
    this.changed.fire(uri);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }
}
