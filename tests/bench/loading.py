"""When a person sees the page, on a slow network."""

from playwright.sync_api import CDPSession, Page

# 1.6 Mbit/s down, 750 kbit/s up, 150 ms until an answer begins.
FAST_3G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
VIEW = """() => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
  return paint && window.questionSeen ? [paint, window.questionSeen] : null;
}"""
# Looks at every frame whether a question's text lies on the screen, its style sheets loaded.
WATCH = """(() => {
  const isInSight = (words) => {
    const box = words.getBoundingClientRect();
    return box.height && box.top < innerHeight;
  };
  const look = () => {
    const painted = performance.getEntriesByName("first-contentful-paint").length;
    const questions = [...document.querySelectorAll(".question-text")];
    if (painted && questions.some(isInSight)) window.questionSeen = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""


def first_view(page: Page, path: str) -> tuple[float, float]:
    """Milliseconds from the navigation until the first paint and until the first question is in sight.

    The page's context runs ``WATCH`` first.
    """
    page.goto("about:blank")
    page.goto(path)
    page.wait_for_function(VIEW)
    paint, question = page.evaluate(VIEW)
    return round(paint, 1), round(question, 1)


def slow(cdp: CDPSession) -> None:
    """Give the page a slow network from now on."""
    cdp.send("Network.enable")
    cdp.send("Network.emulateNetworkConditions", FAST_3G)
