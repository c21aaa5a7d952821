/** A tree view over nodes that keep their identity, so that one row can be redrawn alone. */
import {
  EventEmitter,
  MarkdownString,
  type ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeDataProvider,
  type Uri,
} from "vscode";
import type { CommandId } from "../commandIds";
import { Owner } from "../dispose";

/** What a row shows. */
export interface Row {
  readonly label: string;
  readonly description?: string;
  readonly icon?: ThemeIcon;
  /** Markdown. */
  readonly tooltip?: string;
  /** What a screen reader says instead of label and description. */
  readonly spoken?: string;
  /** What menus know the row by (viewItem). */
  readonly context?: string;
  readonly resource?: Uri;
  /** What a click does, with the node or another argument. */
  readonly command?: { readonly id: CommandId | "vscode.open"; readonly argument?: unknown };
}

/** A place in the tree; the row is read again whenever it is drawn. */
export interface Node {
  readonly id: string;
  readonly row: () => Row;
  readonly children?: () => readonly Node[] | Promise<readonly Node[]>;
  readonly expanded?: boolean;
  /** What commands act on. */
  readonly directory?: string;
  readonly run?: string;
  /** Of a picture, relative to `directory`. */
  readonly path?: string;
  /** Name of a sweep of `directory`. */
  readonly sweep?: string;
  /** Name of pretrained weights. */
  readonly weights?: string;
}

export abstract class Tree extends Owner implements TreeDataProvider<Node> {
  private readonly changed = this.own(new EventEmitter<Node | undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  private readonly shown = new Map<string, Node>();

  protected abstract roots(): Promise<readonly Node[]>;

  async getChildren(node?: Node): Promise<Node[]> {
    const children = node === undefined ? await this.roots() : ((await node.children?.()) ?? []);
    for (const child of children) this.shown.set(child.id, child);
    return [...children];
  }

  getTreeItem(node: Node): TreeItem {
    const row = node.row();
    const item = new TreeItem(row.label, collapsible(node));
    item.id = node.id;
    item.description = row.description;
    item.iconPath = row.icon;
    item.contextValue = row.context;
    item.resourceUri = row.resource;
    item.tooltip = new MarkdownString(row.tooltip ?? row.label);
    item.accessibilityInformation = {
      label: row.spoken ?? [row.label, row.description].filter(Boolean).join(", "),
    };
    if (row.command !== undefined) {
      const { id, argument = node } = row.command;
      item.command = { command: id, title: row.label, arguments: [argument] };
    }
    return item;
  }

  /** Draws the whole tree again, or only the row of that id with what is below it. */
  protected refresh(id?: string): void {
    if (id === undefined) {
      this.changed.fire(undefined);
      return;
    }
    const node = this.shown.get(id);
    if (node !== undefined) this.changed.fire(node);
  }
}

function collapsible({ children, expanded }: Node): TreeItemCollapsibleState {
  if (children === undefined) return TreeItemCollapsibleState.None;
  return expanded === true ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
}

/** Makes text safe inside a Markdown tooltip. */
export function escapeMarkdown(text: string): string {
  return new MarkdownString().appendText(text).value;
}
