/** One question of a wizard: a quick pick or an input box with step count, back button and validation. */
import {
  type CancellationToken,
  CancellationTokenSource,
  type InputBox,
  l10n,
  QuickInputButtons,
  type QuickPick,
  type QuickPickItem,
  window,
} from "vscode";
import { UserError } from "../../protocol/errors";
import type { Position } from "./steps";

export interface Choice<T> extends QuickPickItem {
  readonly value: T;
}

export interface Question {
  readonly title: string;
  readonly position?: Position;
  readonly placeholder: string;
  /** Whether there is a way back although this is the first step. */
  readonly canGoBack?: boolean;
}

/** A question whose choices have more to say later; asking it waits for nothing. */
export interface ChoiceQuestion<T> extends Question {
  /** The same choices with what is known by then; cancelled as soon as the person has answered. */
  readonly later?: (token: CancellationToken) => Promise<readonly Choice<T>[]>;
}

export interface TextQuestion extends Question {
  readonly value: string;
  /** A sentence about what is wrong with the text, or undefined. */
  readonly check: (text: string) => string | undefined;
}

/** What the back button answers. */
export const BACK = Symbol("back");

/** Lets a person choose; rejects with "cancelled" when dismissed. */
export async function pick<T>(
  question: ChoiceQuestion<T>,
  choices: readonly Choice<T>[],
  active?: T,
): Promise<T | typeof BACK> {
  const input = window.createQuickPick<Choice<T>>();
  prepare(input, question);
  input.placeholder = question.placeholder;
  input.matchOnDescription = true;
  input.items = choices;
  input.activeItems = choices.filter(({ value }) => value === active);
  const waiting = new CancellationTokenSource();
  if (question.later !== undefined) void replaceLater(input, question.later, waiting.token);
  try {
    return await answer(input, (resolve) =>
      input.onDidAccept(() => {
        const [chosen] = input.selectedItems;
        if (chosen !== undefined) resolve(chosen.value);
      }),
    );
  } finally {
    waiting.cancel();
    waiting.dispose();
  }
}

/** Shows that more is to come, and then shows it, with the same choice active as before. */
async function replaceLater<T>(
  input: QuickPick<Choice<T>>,
  later: (token: CancellationToken) => Promise<readonly Choice<T>[]>,
  token: CancellationToken,
): Promise<void> {
  input.busy = true;
  const items = await later(token);
  if (token.isCancellationRequested) return; // the input is gone
  const active = input.activeItems.map(({ value }) => value);
  input.busy = false;
  input.keepScrollPosition = true;
  input.items = items;
  input.activeItems = items.filter(({ value }) => active.includes(value));
}

/** Lets a person type; a text that does not pass the check is not taken. */
export async function ask(question: TextQuestion): Promise<string | typeof BACK> {
  const input = window.createInputBox();
  prepare(input, question);
  input.prompt = question.placeholder;
  input.value = question.value;
  const changes = input.onDidChangeValue((text) => {
    input.validationMessage = question.check(text);
  });
  try {
    return await answer(input, (resolve) =>
      input.onDidAccept(() => {
        input.validationMessage = question.check(input.value);
        if (input.validationMessage === undefined) resolve(input.value);
      }),
    );
  } finally {
    changes.dispose();
  }
}

function prepare(
  input: InputBox | QuickPick<QuickPickItem>,
  { title, position, canGoBack }: Question,
): void {
  input.title = title;
  input.ignoreFocusOut = true;
  if (canGoBack === true) input.buttons = [QuickInputButtons.Back];
  if (position === undefined || position.total < 2) return;
  input.step = position.step;
  input.totalSteps = position.total;
}

/** Shows the input and waits: for an answer, for the back button, or for dismissal. */
async function answer<T>(
  input: InputBox | QuickPick<Choice<T>>,
  listen: (resolve: (value: T) => void) => { dispose(): unknown },
): Promise<T | typeof BACK> {
  const isLater = input.step !== undefined && input.step > 1;
  if (isLater) input.buttons = [QuickInputButtons.Back];
  const listeners: { dispose(): unknown }[] = [input];
  try {
    return await new Promise<T | typeof BACK>((resolve, reject) => {
      listeners.push(
        listen(resolve),
        input.onDidTriggerButton(() => {
          resolve(BACK);
        }),
        input.onDidHide(() => {
          reject(new UserError("cancelled", l10n.t("Nothing was chosen.")));
        }),
      );
      input.show();
    });
  } finally {
    for (const listener of listeners.reverse()) listener.dispose();
  }
}
