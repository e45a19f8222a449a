# The program for Nix: `nix run` and `nix build` make it from these sources.
{
  description = "Audits election offices' inventories of voting equipment and networks against rules";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs }:
    let
      systems = [
        "x86_64-linux"
        "aarch64-linux"
        "aarch64-darwin"
      ];
      each = make: nixpkgs.lib.genAttrs systems (system: make nixpkgs.legacyPackages.${system});
      cargo = builtins.fromTOML (builtins.readFile ./Cargo.toml);
    in
    {
      packages = each (pkgs: {
        default = pkgs.rustPlatform.buildRustPackage {
          pname = cargo.package.name;
          inherit (cargo.package) version;
          src = self;
          cargoLock.lockFile = ./Cargo.lock;
          nativeBuildInputs = [ pkgs.installShellFiles ];
          # The tests need Git, Bash and a place to write; the gate runs them.
          doCheck = false;
          postInstall = ''
            $out/bin/pollworthy man > pollworthy.1
            installManPage pollworthy.1
            installShellCompletion --cmd pollworthy \
              --bash <($out/bin/pollworthy completions bash) \
              --zsh <($out/bin/pollworthy completions zsh) \
              --fish <($out/bin/pollworthy completions fish)
          '';
          meta = {
            inherit (cargo.package) description;
            license = with pkgs.lib.licenses; [
              mit
              asl20
            ];
            mainProgram = "pollworthy";
          };
        };
      });
    };
}
