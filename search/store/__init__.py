"""One Qdrant index behind two engines: `base` is the contract, `embedded` and `server` keep it."""
