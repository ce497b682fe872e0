import asyncio, time
from dataclasses import replace
from bot.limits import Rate
from conversation.model import Address
from conversation.ports import Inbound
from tests.adapters.telegram.desk_scene import desk_scene

async def test_busy():
    async with desk_scene(rates=(Rate(18, 60_000), Rate(1, 1000))) as stage:
        async with stage.running():
            n = 0
            for k in range(30):
                addr = Address("fake", "main", f"u{k}")
                await stage.built.intake.accept(Inbound(addr, f"h{k}", "/human", name=f"U{k}"))
            for line in range(6):
                for k in range(30):
                    addr = Address("fake", "main", f"u{k}")
                    await stage.built.intake.accept(Inbound(addr, f"l{k}.{line}", f"line {line} of {k}", name=f"U{k}"))
            t0 = stage.clock.now(); started=time.time()
            seen_lag = 0
            while [r for r in await stage.database.store.unfinished()]:
                stage.clock.wind(1000)
                for _ in range(30): await asyncio.sleep(0.001)
                seen_lag = max(seen_lag, sum("behind" in (m.text or "") for m in stage.group.messages))
                assert stage.clock.now() - t0 < 3_600_000
            print("virtual seconds", (stage.clock.now()-t0)/1000, "real", time.time()-started, "lag cards", seen_lag, "topics", len(stage.group.topics), "calls", len(stage.telegram.calls))
            from collections import Counter
            print(Counter(c.method for c in stage.telegram.calls))
            for topic in stage.group.topics:
                text = "\n".join(topic.texts); k = topic.name.split("U")[1]
                pos = [text.index(f"line {i} of {k}") for i in range(6)]
                assert pos == sorted(pos)
            print(stage.group.topics[5].texts)
