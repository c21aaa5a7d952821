"""The networks as PyTorch writes them, with Pupil's head, for the peers' sides of the benchmarks."""
from torch import nn


def cat_dog_net(size: int, classes: int) -> nn.Module:
    layers, channels = [], 3
    for out in (64, 128, 256, 512):
        layers += [nn.Conv2d(channels, out, 3, padding=1), nn.BatchNorm2d(out), nn.ReLU(), nn.MaxPool2d(2)]
        channels = out
    return nn.Sequential(*layers, nn.Flatten(), *head(512 * (size // 16) ** 2, 1024, classes))


def head(features: int, hidden: int, classes: int) -> list[nn.Module]:
    return [nn.Linear(features, hidden), nn.ReLU(), nn.Dropout(0.5), nn.Linear(hidden, classes)]


def build(network: str, size: int, classes: int) -> nn.Module:
    """The network of that name for pictures of `size` pixels a side, from scratch."""
    if network == "catDogNet":
        return cat_dog_net(size, classes)
    import torchvision

    name = {"mobileNetV2": "mobilenet_v2"}.get(network, network)
    model = getattr(torchvision.models, name)(weights=None)
    if hasattr(model, "fc"):
        model.fc = nn.Sequential(*head(model.fc.in_features, 512, classes))
    else:
        model.classifier = nn.Sequential(*head(model.classifier[-1].in_features, 512, classes))
    return model
