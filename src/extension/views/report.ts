/** Texts of Pupil's as read-only documents. */
import { commands, EventEmitter, Uri, window, workspace } from "vscode";
import { Owner } from "../dispose";

const SCHEME = "pupil-report";

/** Serves one text a name; a later one replaces the one before. */
export class Reports extends Owner {
  private readonly changed = this.own(new EventEmitter<Uri>());
  private readonly texts = new Map<string, string>();

  constructor() {
    super();
    this.own(
      workspace.registerTextDocumentContentProvider(SCHEME, {
        onDidChange: this.changed.event,
        provideTextDocumentContent: ({ path }) => this.texts.get(path) ?? "",
      }),
    );
  }

  /** Shows the text in an editor that cannot write. */
  async show(name: string, text: string): Promise<void> {
    const uri = this.put(name, text);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }

  /** Shows Markdown as it is meant to look; as text where VS Code's Markdown extension is off. */
  async preview(name: string, text: string): Promise<void> {
    const uri = this.put(name, text);
    try {
      await commands.executeCommand("markdown.showPreview", uri);
    } catch {
      await this.show(name, text);
    }
  }

  private put(name: string, text: string): Uri {
    const uri = Uri.from({ scheme: SCHEME, path: name });
    this.texts.set(uri.path, text);
    this.changed.fire(uri);
    return uri;
  }
}
