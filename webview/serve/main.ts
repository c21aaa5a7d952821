/** The page of `pupil serve`: pictures that are dropped on it, with what the run says of them. */
import type { PictureAnswer, RefusalBody } from "../../src/protocol/serving";
import { MAXIMUM_PICTURE_BYTES } from "../../src/protocol/serving";
import { element, replace } from "../lib/dom";
import { pictureCard } from "./card";
import "./serve.css";

/** Where a reload of the page finds the token, which is taken out of the address. */
const KEPT = "token";
/** Pictures that are asked about at the same time: fewer than the server takes. */
const AT_A_TIME = 2;
const BUSY = 503;
const AGAIN_MS = 1000;

/** The token that `pupil serve` put behind the address's #. */
function takeToken(): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given === null) return sessionStorage.getItem(KEPT);
  sessionStorage.setItem(KEPT, given);
  history.replaceState(null, "", location.pathname); // not to be seen, nor kept in the history
  return given;
}

/** Asks the server; throws with its sentence. */
async function ask(picture: File, token: string): Promise<PictureAnswer> {
  if (picture.size > MAXIMUM_PICTURE_BYTES) {
    throw new Error(`A picture may have ${MAXIMUM_PICTURE_BYTES / 2 ** 20} MiB at most.`);
  }
  const response = await fetch("/classify", {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/octet-stream" },
    body: picture,
  }).catch(() => {
    throw new Error("The server does not answer: it was stopped, or the file is gone.");
  });
  if (response.status === BUSY) {
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    return await ask(picture, token);
  }
  const body = (await response.json()) as PictureAnswer | RefusalBody;
  if ("error" in body) throw new Error(body.error.message);
  return body;
}

class Page {
  private readonly cards = element("div", { class: "cards" });
  private readonly status = element("p", { attributes: { role: "status" } });
  private readonly waiting: (() => Promise<void>)[] = [];
  private running = 0;
  private answered = 0;
  private asked = 0;

  constructor(private readonly token: string) {
    const input = element("input", {
      attributes: { type: "file", accept: "image/*", multiple: true, id: "pictures" },
      on: {
        change: () => {
          this.take(input.files ?? []);
          input.value = ""; // the same picture may be chosen again
        },
      },
    });
    const drop = element(
      "div",
      { class: "drop" },
      element("p", { class: "invitation" }, "Drop pictures here, or paste them"),
      input,
      element("label", { attributes: { for: "pictures" } }, "Choose pictures"),
      element("p", {}, "They are classified on this machine, and are not kept."),
    );
    this.listen(drop);
    document.body.append(
      element("main", {}, element("h1", {}, "Pupil"), drop, this.status, this.cards),
    );
  }

  /** The whole window takes pictures: what is dropped beside the field would leave the page. */
  private listen(drop: HTMLElement): void {
    const over = (event: DragEvent, isOver: boolean): void => {
      event.preventDefault();
      drop.classList.toggle("over", isOver);
    };
    window.addEventListener("dragover", (event) => {
      over(event, true);
    });
    window.addEventListener("dragleave", (event) => {
      over(event, false);
    });
    window.addEventListener("drop", (event) => {
      over(event, false);
      this.take(event.dataTransfer?.files ?? []);
    });
    window.addEventListener("paste", (event) => {
      this.take(event.clipboardData?.files ?? []);
    });
  }

  private take(files: Iterable<File>): void {
    for (const file of files) {
      this.asked++;
      const card = pictureCard(file);
      this.cards.prepend(card.element);
      this.waiting.push(async () => {
        try {
          card.show(await ask(file, this.token));
        } catch (error) {
          card.fail(error instanceof Error ? error.message : String(error));
        }
        this.answered++;
      });
    }
    this.work();
  }

  private work(): void {
    replace(this.status, this.asked > 0 && `${this.answered} of ${this.asked} pictures answered`);
    while (this.running < AT_A_TIME) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      this.running++;
      void next().finally(() => {
        this.running--;
        this.work();
      });
    }
  }
}

const token = takeToken();
if (token === null) {
  const message = "Open the address that `pupil serve` wrote: the token behind its # is missing.";
  document.body.append(
    element("main", {}, element("h1", {}, "Pupil"), element("p", { class: "failure" }, message)),
  );
} else {
  new Page(token);
}
